"use client";

import { useTranslations } from "next-intl";
import { blocks } from "@/components/shell/navigation";
import { useModKey } from "@/components/shell/use-mod-key";
import { useSingleKeys } from "@/components/shell/use-shortcuts";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/switch";

/** Shortcuts, and the switch that turns single keys off. */
export function HelpDialog({
  open,
  onOpenChange,
  slug,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly slug: string | undefined;
}) {
  const t = useTranslations("shell");
  const mod = useModKey();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const areas = blocks.flatMap((block) => block.areas).filter(({ key }) => key !== undefined);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("helpDialog.title")} wide>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Keys
          title={t("helpDialog.everywhere")}
          keys={[
            [[`${mod}K`], t("helpDialog.palette")],
            [["/"], t("helpDialog.search")],
            [["C"], t("helpDialog.create")],
            [["?"], t("helpDialog.this")],
            [[`${mod}↵`], t("helpDialog.submit")],
            [["Esc"], t("helpDialog.back")],
          ]}
        />
        <Keys title={t("helpDialog.go")} keys={areas.map((area) => [["G", area.key?.toUpperCase() ?? ""], t(`areas.${area.id}`)])} />
        <Keys
          title={t("helpDialog.lists")}
          keys={[
            [["J"], t("helpDialog.down")],
            [["K"], t("helpDialog.up")],
            [["O"], t("helpDialog.peek")],
            [["↵"], t("helpDialog.open")],
          ]}
        />
        <div className="grid content-start gap-2">
          <h3>{t("helpDialog.programs")}</h3>
          <p className="text-13 text-secondary">
            {t.rich("helpDialog.api", {
              link: (words) => (
                <a className="prose-link" href="/api/v1/openapi.json">
                  {words}
                </a>
              ),
              project: slug ?? "–",
              mono: (words) => <code className="font-mono text-12">{words}</code>,
            })}
          </p>
        </div>
      </div>
      <div className="border-border border-t pt-3">
        <Switch
          label={t("helpDialog.singleKeys")}
          hint={t("helpDialog.singleKeysHint")}
          checked={singleKeys}
          onCheckedChange={setSingleKeys}
        />
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { readonly title: string; readonly keys: readonly (readonly [keys: readonly string[], words: string])[] }) {
  return (
    <div className="grid content-start gap-1">
      <h3 className="pb-1">{title}</h3>
      <dl className="grid gap-1">
        {keys.map(([caps, words]) => (
          <div key={caps.join(" ")} className="flex items-center justify-between gap-3 text-13">
            <dt className="text-secondary">{words}</dt>
            <dd className="flex gap-1">
              {caps.map((cap) => (
                <Kbd key={cap}>{cap}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
