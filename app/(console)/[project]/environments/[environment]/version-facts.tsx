import { useLocale, useTranslations } from "next-intl";
import { KeyFacts } from "@/components/ui/key-facts";
import { Time } from "@/components/ui/time";
import type { EnvironmentVersionView } from "@/lib/environments/environment";
import { formatBytes } from "@/lib/format/bytes";

/** What matters of a version: where it runs, what it consists of, how large it is. */
export function VersionFacts({ version }: { readonly version: EnvironmentVersionView }) {
  const t = useTranslations("environments");
  const locale = useLocale();
  const { image } = version;
  return (
    <KeyFacts
      facts={[
        { name: t("facts.version"), value: `v${version.number}` },
        { name: t("facts.where"), value: t(image ? "where.cluster" : "where.machine") },
        ...(image
          ? [
              { name: t("facts.architectures"), value: image.architectures.join(", ") || t("unknown") },
              { name: t("facts.accelerator"), value: image.accelerator ?? t("form.acceleratorNone") },
            ]
          : [
              { name: t("facts.python"), value: version.pythonVersion ?? "–" },
              { name: t("facts.packages"), value: version.lock === null ? "–" : version.packages.length },
            ]),
        { name: t(image ? "facts.download" : "facts.size"), value: formatBytes(version.sizeBytes, locale) },
        { name: t("facts.created"), value: <Time at={version.createdAt} /> },
      ]}
    />
  );
}
