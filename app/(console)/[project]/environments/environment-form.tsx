"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { CodeEditor } from "@/components/ui/code-editor";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import type { EnvironmentView } from "@/lib/environments/environment";
import { parseRequirements } from "@/lib/environments/requirements";
import { createEnvironmentAction, updateEnvironmentAction } from "./actions";

interface EnvironmentFormProps {
  readonly projectId: string;
  readonly project: string;
  /** The one that is changed; none for a new one. */
  readonly environment?: EnvironmentView;
}

/** Name, description and requirements. Lines that cannot be used are marked while they are written. */
export function EnvironmentForm({ projectId, project, environment }: EnvironmentFormProps) {
  const t = useTranslations("environments");
  const sentence = useTranslations();
  const router = useRouter();
  const [name, setName] = useState(environment?.name ?? "");
  const [description, setDescription] = useState(environment?.description ?? "");
  const [requirements, setRequirements] = useState(environment?.latest.requirements ?? "");
  const { problems } = parseRequirements(requirements);
  const [firstProblem] = problems;
  const { busy, error, fields, submit } = useSubmit(
    (input: { name: string; description: string; requirements: string }) =>
      environment
        ? updateEnvironmentAction({ ...input, id: environment.id, version: environment.version })
        : createEnvironmentAction({ ...input, projectId }),
    ({ slug }) => router.push(`/${project}/environments/${slug}`),
  );
  const makesVersion = environment !== undefined && requirements.trim() !== environment.latest.requirements.trim();

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ name, description, requirements });
  }

  const requirementsError = firstProblem
    ? sentence(firstProblem.key, { ...firstProblem.params, line: firstProblem.line } as never)
    : fields.requirements;
  return (
    <Form onSubmit={send} className="grid max-w-180 gap-4">
      <Field label={t("form.name")} error={fields.name} required>
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} autoFocus={!environment} />
      </Field>
      <Field label={t("form.description")} error={fields.description} optional={t("form.optional")}>
        <Input value={description} onChange={(event) => setDescription(event.target.value)} maxLength={2000} />
      </Field>
      <Field label={t("form.requirements")} hint={t("form.requirementsHint")} error={requirementsError}>
        <CodeEditor
          label="requirements.txt"
          language="text"
          value={requirements}
          onChange={setRequirements}
          placeholder={"scikit-learn==1.7.2\npandas>=2"}
          errorLines={problems.map(({ line }) => line)}
          className="min-h-48"
        />
      </Field>
      {error ? (
        <p role="alert" className="text-13 text-bad-text">
          {error}
        </p>
      ) : null}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" busy={busy}>
          {t(environment ? "form.save" : "form.create")}
        </Button>
        <span className="text-13 text-muted">{environment && !makesVersion ? t("form.sameVersion") : t("form.builds")}</span>
      </div>
    </Form>
  );
}
