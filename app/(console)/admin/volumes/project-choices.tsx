"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Segmented } from "@/components/ui/segmented";

export interface ProjectChoice {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

interface ProjectChoicesProps {
  readonly projects: readonly ProjectChoice[];
  /** Null: all of them. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: readonly string[] | null) => void;
  readonly error: string | undefined;
}

/** All projects, or those that are ticked. */
export function ProjectChoices({ projects, chosen, onChange, error }: ProjectChoicesProps) {
  const t = useTranslations("volumes");
  const tick = (id: string, on: boolean) => onChange(on ? [...(chosen ?? []), id] : (chosen ?? []).filter((one) => one !== id));
  return (
    <div className="grid gap-2">
      <span className="font-medium text-13">{t("projects")}</span>
      <Segmented
        label={t("projects")}
        className="justify-self-start"
        options={[
          { value: "all", label: t("allProjects") },
          { value: "some", label: t("someProjects") },
        ]}
        value={chosen === null ? "all" : "some"}
        onValueChange={(which: string) => onChange(which === "all" ? null : [])}
      />
      {chosen === null ? null : (
        <div className="grid max-h-44 gap-1.5 overflow-y-auto rounded-control border border-border px-3 py-2">
          {projects.map(({ id, slug, name }) => (
            <Checkbox
              key={id}
              label={
                <span className="wrap-anywhere">
                  {name} <span className="text-muted">{slug}</span>
                </span>
              }
              checked={chosen.includes(id)}
              onCheckedChange={(on) => tick(id, on)}
            />
          ))}
        </div>
      )}
      {error ? (
        <p role="alert" className="text-12 text-bad-text">
          {error}
        </p>
      ) : null}
    </div>
  );
}
