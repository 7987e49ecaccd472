import { useLocale, useTranslations } from "next-intl";
import { MachineBars } from "@/app/(console)/machine-bars";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/page";
import { formatBytes } from "@/lib/format/bytes";
import type { MachineView } from "@/lib/machine/get-machine";

const nearlyFull = 0.9;

/** This machine's processor, memory and disk, and a warning with a way out before the disk is full. */
export function MachinePanel({ machine, isAdministrator }: { readonly machine: MachineView; readonly isAdministrator: boolean }) {
  const t = useTranslations("home.machine");
  const locale = useLocale();
  const [node] = machine.nodes;
  if (!node?.usage || machine.sampledAt === null) {
    return (
      <Panel title={t("title")}>
        <p className="text-13 text-muted">{t("silent")}</p>
      </Panel>
    );
  }
  const { diskTotalBytes, diskFreeBytes } = node.usage;
  const isNearlyFull = (diskTotalBytes - diskFreeBytes) / diskTotalBytes > nearlyFull;
  const free = formatBytes(diskFreeBytes, locale);
  return (
    <Panel title={t("title")} note={node.name}>
      <div className="grid gap-3.5">
        <MachineBars node={node} />
        {isNearlyFull ? (
          <p role="alert" className="text-13 text-warn-text">
            {isAdministrator
              ? t.rich("nearlyFullAdministrator", {
                  free,
                  link: (words) => (
                    <Link className="underline underline-offset-3" href="/admin/machine">
                      {words}
                    </Link>
                  ),
                })
              : t("nearlyFull", { free })}
          </p>
        ) : null}
        <p className="text-12 text-muted">{t(`isolation.${node.isolation}`)}</p>
      </div>
    </Panel>
  );
}
