"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

/** What is said about a dataset, as it is typed. */
export interface About {
  readonly name: string;
  readonly description: string;
  readonly tags: string[];
  readonly source: string;
  readonly licence: string;
}

export const noAbout: About = { name: "", description: "", tags: [], source: "", licence: "" };

interface AboutFieldsProps {
  readonly about: About;
  readonly onChange: (about: About) => void;
  readonly fields: Readonly<Record<string, string>>;
  /** A new dataset: the name may be left to its files. */
  readonly isNew?: boolean;
}

export function AboutFields({ about, onChange, fields, isNew = false }: AboutFieldsProps) {
  const t = useTranslations("datasets.form");
  const set = (name: keyof About) => (event: { target: { value: string } }) => onChange({ ...about, [name]: event.target.value });
  return (
    <div className="grid gap-4">
      <Field label={t("name")} hint={isNew ? t("nameHint") : undefined} error={fields.name ?? fields.slug}>
        <Input value={about.name} onChange={set("name")} maxLength={100} autoFocus={isNew} autoComplete="off" />
      </Field>
      <Field label={t("description")} optional={t("optional")} error={fields.description}>
        <Textarea value={about.description} onChange={set("description")} maxLength={4_000} rows={2} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("source")} hint={t("sourceHint")} optional={t("optional")} error={fields.source}>
          <Input value={about.source} onChange={set("source")} maxLength={500} />
        </Field>
        <Field label={t("licence")} hint={t("licenceHint")} optional={t("optional")} error={fields.licence}>
          <Input value={about.licence} onChange={set("licence")} maxLength={200} />
        </Field>
      </div>
      <Field label={t("tags")} hint={t("tagsHint")} optional={t("optional")} error={fields.tags}>
        <Input
          defaultValue={about.tags.join(", ")}
          onChange={(event) =>
            onChange({
              ...about,
              tags: event.target.value
                .split(/[,，]/)
                .map((tag) => tag.trim())
                .filter(Boolean),
            })
          }
        />
      </Field>
    </div>
  );
}
