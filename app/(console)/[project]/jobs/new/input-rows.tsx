"use client";

import { Plus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Select } from "@/components/ui/select";
import { formatBytes } from "@/lib/format/bytes";
import type { DraftInput } from "./draft";
import { MountTarget, RowError } from "./row-parts";

export interface DatasetChoice {
  readonly slug: string;
  readonly name: string;
  readonly latest: { readonly number: number; readonly fileCount: number; readonly totalBytes: number };
}

interface InputRowsProps {
  readonly datasets: readonly DatasetChoice[];
  readonly inputs: readonly DraftInput[];
  readonly onChange: (inputs: readonly DraftInput[]) => void;
  readonly errors: Readonly<Record<string, string>>;
  readonly project: string;
}

/** Which datasets the job reads, in which version, and where it finds them. */
export function InputRows({ datasets, inputs, onChange, errors, project }: InputRowsProps) {
  const t = useTranslations("jobs.form");
  const locale = useLocale();
  const change = (key: string, changes: Partial<DraftInput>) =>
    onChange(inputs.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const add = () => {
    const next = datasets.find(({ slug }) => inputs.every(({ dataset }) => dataset !== slug));
    const target = inputs.length === 0 ? "/data" : `/data${inputs.length + 1}`;
    onChange([...inputs, { key: crypto.randomUUID(), dataset: next?.slug ?? "", version: "", target }]);
  };
  if (datasets.length === 0) {
    return (
      <p className="text-13 text-muted">
        {t.rich("noDatasets", {
          link: (words) => (
            <Link className="prose-link" href={`/${project}/datasets`}>
              {words}
            </Link>
          ),
        })}
      </p>
    );
  }
  return (
    <div className="grid gap-3">
      {inputs.length === 0 ? <p className="text-13 text-muted">{t("noInputs")}</p> : null}
      {inputs.map((input, index) => {
        const chosen = datasets.find(({ slug }) => slug === input.dataset);
        const wrong = errors[`inputs.${index}.dataset`] ?? errors[`inputs.${index}.version`] ?? errors[`inputs.${index}.target`];
        return (
          <div key={input.key} className="grid gap-1">
            <div className="flex flex-wrap items-center gap-2">
              <div className="min-w-50 flex-[2]">
                <Select
                  label={t("dataset")}
                  value={input.dataset || undefined}
                  onValueChange={(dataset: string) => change(input.key, { dataset, version: "" })}
                  options={datasets.map(({ slug, name, latest }) => ({
                    value: slug,
                    label: name,
                    detail: formatBytes(latest.totalBytes, locale),
                  }))}
                />
              </div>
              {chosen ? (
                <div className="w-30">
                  <Select
                    label={t("version")}
                    value={input.version === "" ? "latest" : input.version}
                    onValueChange={(version: string) => change(input.key, { version: version === "latest" ? "" : version })}
                    options={[
                      { value: "latest", label: t("newest", { number: chosen.latest.number }) },
                      ...Array.from({ length: chosen.latest.number }, (_, n) => String(chosen.latest.number - n)).map((number) => ({
                        value: number,
                        label: `v${number}`,
                      })),
                    ]}
                  />
                </div>
              ) : null}
              <MountTarget
                label={t("target")}
                target={input.target}
                onChange={(target) => change(input.key, { target })}
                removeLabel={t("removeInput")}
                onRemove={() => onChange(inputs.filter(({ key }) => key !== input.key))}
              />
            </div>
            <RowError>{wrong}</RowError>
          </div>
        );
      })}
      <Button size="low" className="justify-self-start" onClick={add}>
        <Plus aria-hidden="true" strokeWidth={1.75} />
        {t("addInput")}
      </Button>
    </div>
  );
}
