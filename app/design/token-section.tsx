import { useTranslations } from "next-intl";
import { Columns, Spec } from "@/app/design/spec";
import { Logo, Mark } from "@/components/ui/stones";

const colors = [
  "background",
  "surface",
  "raised",
  "sunken",
  "hover",
  "selected",
  "border",
  "edge",
  "border-strong",
  "text",
  "secondary",
  "muted",
  "ink",
  "accent",
  "accent-solid",
  "accent-soft",
  "focus",
  "danger",
];

/** Mark, planes, words, chart colours. */
export function TokenSection() {
  const t = useTranslations("design");
  return (
    <Columns>
      <Spec title={t("mark")}>
        <div className="flex flex-wrap items-end gap-7">
          <Mark size={16} />
          <Mark size={24} />
          <Mark size={40} />
          <Logo />
          <Logo height={32} />
        </div>
      </Spec>
      <Spec title={t("chartColors")}>
        <Swatches names={[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `chart-${n}`)} className="grid-cols-8" />
      </Spec>
      <Spec title={t("colors")}>
        <Swatches names={colors} className="grid-cols-3 sm:grid-cols-6" />
      </Spec>
      <Spec title={t("type")}>
        <p className="text-28 font-medium">
          1,482 <span className="text-13 text-muted">28/36</span>
        </p>
        <p className="font-semibold text-20">{t("sampleHeading")}</p>
        <p className="text-14">{t("sampleText")}</p>
        <p className="text-13 text-secondary">{t("sampleText")}</p>
        <p className="text-12 text-muted">{t("sampleText")}</p>
        <p className="font-mono text-12">sha256:9f2c41d0 · train.py --epochs 40</p>
      </Spec>
    </Columns>
  );
}

function Swatches({ names, className }: { readonly names: readonly string[]; readonly className: string }) {
  return (
    <ul className={`grid gap-x-2 gap-y-2.5 ${className}`}>
      {names.map((name) => (
        <li key={name} className="min-w-0">
          <span className="block h-7 rounded-tag shadow-[inset_0_0_0_1px_var(--border)]" style={{ background: `var(--${name})` }} />
          <span className="block truncate font-mono text-12 text-muted">{name}</span>
        </li>
      ))}
    </ul>
  );
}
