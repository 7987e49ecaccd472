import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { SharedVolumeView } from "@/lib/volumes/shared-volume";
import { type ProjectChoice, ProjectChoices } from "./project-choices";

/** What may change of a volume as long as it is there. */
export interface Terms {
  readonly description: string;
  readonly readOnly: boolean;
  /** Null for all projects. */
  readonly projectIds: string[] | null;
}

export const usualTerms: Terms = { description: "", readOnly: false, projectIds: null };

export function termsOf({ description, readOnly, projects }: SharedVolumeView): Terms {
  return { description, readOnly, projectIds: projects?.map(({ id }) => id) ?? null };
}

interface VolumeTermsProps {
  readonly terms: Terms;
  readonly onChange: (terms: Terms) => void;
  readonly projects: readonly ProjectChoice[];
  /** Sentences by the name of the input. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a volume is for, and who may mount it how. */
export function VolumeTerms({ terms, onChange, projects, fields }: VolumeTermsProps) {
  const t = useTranslations("volumes");
  const set = (change: Partial<Terms>) => onChange({ ...terms, ...change });
  return (
    <>
      <Field label={t("description")} error={fields.description}>
        <Input value={terms.description} maxLength={500} onChange={(event) => set({ description: event.target.value })} />
      </Field>
      <Checkbox label={t("readOnly")} hint={t("readOnlyHint")} checked={terms.readOnly} onCheckedChange={(readOnly) => set({ readOnly })} />
      <ProjectChoices
        projects={projects}
        chosen={terms.projectIds}
        onChange={(chosen) => set({ projectIds: chosen && [...chosen] })}
        error={fields.projectIds}
      />
    </>
  );
}
