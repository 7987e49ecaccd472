import { useTranslations } from "next-intl";
import { CodeFrame, CodeLines } from "@/components/ui/code-frame";
import type { EnvironmentVersionView } from "@/lib/environments/environment";

/** What was asked for, and what it was resolved to. */
export function PackageList({ version }: { readonly version: EnvironmentVersionView }) {
  const t = useTranslations("environments");
  return (
    <div className="grid gap-4">
      {version.requirements.trim() === "" ? (
        <p className="text-13 text-muted">{t("noRequirements")}</p>
      ) : (
        <CodeFrame title="requirements.txt" copy={version.requirements}>
          <CodeLines code={version.requirements} label="requirements.txt" />
        </CodeFrame>
      )}
      {version.packages.length > 0 ? (
        <ul className="grid gap-x-6 text-13 sm:grid-cols-2 xl:grid-cols-3" aria-label={t("packages")}>
          {version.packages.map(({ name, version: exact }) => (
            <li key={name} className="flex justify-between gap-3 border-border border-b py-1.5">
              <span className="truncate">{name}</span>
              <span className="font-mono text-12 text-muted">{exact}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
