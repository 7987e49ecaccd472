import { useLocale, useTranslations } from "next-intl";
import { Panel } from "@/components/ui/page";
import { QuotaBar } from "@/components/ui/quota-bar";
import { formatBytes, formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
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
  const { usage, allocatable } = node;
  const diskUsed = usage.diskTotalBytes - usage.diskFreeBytes;
  const cores = (milli: number) => formatNumber(milli / 1000, locale, 2);
  return (
    <Panel title={t("title")} note={node.name}>
      <div className="grid gap-3.5">
        <QuotaBar
          label={t("cpu")}
          words={t("of", { used: cores(usage.cpuMilli), limit: cores(allocatable.cpuMilli) })}
          used={usage.cpuMilli}
          limit={allocatable.cpuMilli}
        />
        <QuotaBar
          label={t("memory")}
          words={t("of", { used: formatMemory(usage.memoryBytes, locale), limit: formatMemory(allocatable.memoryBytes, locale) })}
          used={usage.memoryBytes}
          limit={allocatable.memoryBytes}
        />
        <QuotaBar
          label={t("disk")}
          words={t("of", { used: formatBytes(diskUsed, locale), limit: formatBytes(usage.diskTotalBytes, locale) })}
          used={diskUsed}
          limit={usage.diskTotalBytes}
        />
        {diskUsed / usage.diskTotalBytes > nearlyFull ? (
          <p role="alert" className="text-13 text-warn-text">
            {t(isAdministrator ? "nearlyFullAdministrator" : "nearlyFull", { free: formatBytes(usage.diskFreeBytes, locale) })}
          </p>
        ) : null}
        <p className="text-12 text-muted">{t(`isolation.${node.isolation}`)}</p>
      </div>
    </Panel>
  );
}
