"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { JobTemplate } from "@/lib/jobs/templates";
import type { DatasetChoice } from "./input-rows";

interface TemplateChoiceProps {
  readonly templates: readonly JobTemplate[];
  readonly datasets: readonly DatasetChoice[];
  readonly project: { readonly slug: string };
  readonly onTake: (template: JobTemplate) => void;
}

/** Ready scripts to start from. One that wants a sample which is not loaded says so. */
export function TemplateChoice({ templates, datasets, onTake }: TemplateChoiceProps) {
  const t = useTranslations("jobs");
  return (
    <ul aria-label={t("form.templates")} className="grid gap-2">
      {templates.map((template) => (
        <li
          key={template.id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control border border-border px-3.5 py-2.5 text-13"
        >
          <span className="min-w-0 flex-1 basis-60">
            <span className="block font-medium">{t(`templates.${template.id}.name`)}</span>
            <span className="block text-muted">{t(`templates.${template.id}.description`)}</span>
            {datasets.some(({ slug }) => slug === template.dataset) ? null : (
              <span className="block text-muted">{t("form.wantsSample", { dataset: template.dataset })}</span>
            )}
          </span>
          <Button size="low" onClick={() => onTake(template)}>
            {t("form.useTemplate")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
