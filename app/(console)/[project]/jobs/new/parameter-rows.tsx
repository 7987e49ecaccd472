"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { DraftParameter } from "./draft";
import { RemoveRow, RowError } from "./row-parts";

interface ParameterRowsProps {
  readonly parameters: readonly DraftParameter[];
  readonly onChange: (parameters: readonly DraftParameter[]) => void;
  readonly errors: Readonly<Record<string, string>>;
}

/** Names and values that the script gets as `--name value`. */
export function ParameterRows({ parameters, onChange, errors }: ParameterRowsProps) {
  const t = useTranslations("jobs.form");
  const change = (key: string, changes: Partial<DraftParameter>) =>
    onChange(parameters.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  return (
    <div className="grid gap-2">
      <p className="text-13 text-muted">{t("parametersHint")}</p>
      {parameters.map((parameter) => {
        const wrong = errors[`parameters.${parameter.name.trim()}`];
        return (
          <div key={parameter.key} className="grid gap-1">
            <div className="flex items-center gap-2">
              <div className="w-44 max-sm:w-1/3">
                <Input
                  mono
                  aria-label={t("parameterName")}
                  aria-invalid={wrong ? true : undefined}
                  value={parameter.name}
                  onChange={(event) => change(parameter.key, { name: event.target.value })}
                />
              </div>
              <div className="min-w-0 flex-1">
                <Input
                  mono
                  aria-label={t("parameterValue", { name: parameter.name })}
                  value={parameter.value}
                  onChange={(event) => change(parameter.key, { value: event.target.value })}
                />
              </div>
              <RemoveRow
                label={t("removeParameter", { name: parameter.name })}
                onRemove={() => onChange(parameters.filter(({ key }) => key !== parameter.key))}
              />
            </div>
            <RowError>{wrong}</RowError>
          </div>
        );
      })}
      <Button
        size="low"
        className="justify-self-start"
        onClick={() => onChange([...parameters, { key: crypto.randomUUID(), name: "", value: "" }])}
      >
        <Plus aria-hidden="true" strokeWidth={1.75} />
        {t("addParameter")}
      </Button>
    </div>
  );
}
