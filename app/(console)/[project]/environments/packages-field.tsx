"use client";

import { useTranslations } from "next-intl";
import { CodeEditor } from "@/components/ui/code-editor";
import { Field } from "@/components/ui/field";
import { parseRequirements } from "@/lib/environments/requirements";

interface PackagesFieldProps {
  readonly requirements: string;
  readonly onChange: (requirements: string) => void;
  readonly error: string | undefined;
}

/** Lines as in requirements.txt; those that cannot be used are marked while they are written. */
export function PackagesField({ requirements, onChange, error }: PackagesFieldProps) {
  const t = useTranslations("environments.form");
  const sentence = useTranslations();
  const { problems } = parseRequirements(requirements);
  const [first] = problems;
  const problem = first && sentence(first.key, { ...first.params, line: first.line } as never);
  return (
    <Field label={t("requirements")} hint={t("requirementsHint")} error={problem ?? error}>
      <CodeEditor
        label="requirements.txt"
        language="text"
        value={requirements}
        onChange={onChange}
        placeholder={"scikit-learn==1.7.2\npandas>=2"}
        errorLines={problems.map(({ line }) => line)}
        className="min-h-48"
      />
    </Field>
  );
}
