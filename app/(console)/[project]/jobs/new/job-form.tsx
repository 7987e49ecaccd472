"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef } from "react";
import { useSubmit } from "@/components/account/use-submit";
import type { AcceleratorChoice } from "@/components/cluster/accelerator-choices";
import { AcceleratorFields } from "@/components/cluster/accelerator-fields";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { EnvironmentView } from "@/lib/environments/environment";
import type { JobTemplate } from "@/lib/jobs/templates";
import type { MountableVolumeView } from "@/lib/volumes/shared-volume";
import { createJobAction } from "../actions";
import { CodeSection } from "./code-section";
import { changedFields, inputOf, type JobDraft } from "./draft";
import { type DatasetChoice, InputRows } from "./input-rows";
import { ParameterRows } from "./parameter-rows";
import { SubmitBox } from "./submit-box";
import { TemplateChoice } from "./template-choice";
import { useDraft } from "./use-draft";
import { VolumeRows } from "./volume-rows";

interface JobFormProps {
  readonly project: { readonly id: string; readonly slug: string };
  readonly environments: readonly EnvironmentView[];
  readonly datasets: readonly DatasetChoice[];
  readonly templates: readonly JobTemplate[];
  /** The template that the address asks for. */
  readonly template: string | null;
  readonly start: JobDraft;
  /** What nodes offer beside processors and memory; null where this machine is all there is. */
  readonly accelerators: readonly AcceleratorChoice[] | null;
  /** What jobs may mount; null where nothing can be mounted. */
  readonly volumes: readonly MountableVolumeView[] | null;
  readonly original: { readonly id: string; readonly slug: string; readonly name: string } | null;
}

/** What runs, on which data, with how much; beside it what would happen now. Nothing typed is lost by a click. */
export function JobForm({ project, environments, datasets, templates, template, start, accelerators, volumes, original }: JobFormProps) {
  const t = useTranslations("jobs.form");
  const words = useMessage();
  const router = useRouter();
  const { draft, isRestored, change, replace, startOver, forget } = useDraft(`job.${project.id}.${original?.slug ?? "new"}`, start);
  const { busy, error, fields, submit } = useSubmit(createJobAction, ({ slug }) => {
    forget();
    router.push(`/${project.slug}/jobs/${slug}`);
  });
  const form = useRef<HTMLFormElement>(null);
  const environment = environments.find(({ slug }) => slug === draft.environment);

  function take(chosen: JobTemplate) {
    const sample = datasets.find(({ slug }) => slug === chosen.dataset);
    replace({
      ...draft,
      name: draft.name || chosen.name,
      environment: chosen.environment,
      fileName: chosen.fileName,
      code: chosen.code,
      command: "",
      parameters: Object.entries(chosen.parameters).map(([name, value]) => ({ key: name, name, value })),
      inputs: sample ? [{ key: "0", dataset: sample.slug, version: "", target: "/data" }] : draft.inputs,
    });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what the address asked for
  useEffect(() => {
    const asked = templates.find(({ id }) => id === template);
    if (asked && draft.code === "") take(asked);
  }, []);

  // The first refused field gets the focus, wherever it stands.
  useEffect(() => {
    if (Object.keys(fields).length > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [fields]);

  function send(event?: FormEvent) {
    event?.preventDefault();
    if (!busy) submit(inputOf(draft, project.id, original?.id ?? null));
  }

  const changed = original ? changedFields(draft, start) : null;
  return (
    <Form ref={form} onSubmit={send} className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_340px]">
      <div className="grid min-w-0 content-start gap-8">
        {isRestored ? (
          <p className="flex flex-wrap items-center gap-3 rounded-control bg-sunken px-3.5 py-2 text-13 text-secondary">
            <span className="flex-1">{t("restored")}</span>
            <Button size="low" onClick={startOver}>
              {t("startOver")}
            </Button>
          </p>
        ) : null}
        <section className="grid gap-4" aria-labelledby="what-runs">
          <h2 id="what-runs" className="border-border border-b pb-2">
            {t("whatRuns")}
          </h2>
          {original ? null : <TemplateChoice templates={templates} datasets={datasets} project={project} onTake={take} />}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("name")} error={fields.name} required>
              <Input value={draft.name} onChange={(event) => change({ name: event.target.value })} maxLength={80} />
            </Field>
            <Field
              label={t("environment")}
              error={fields.environment ?? (environment?.latest.notHere ? words(environment.latest.notHere) : undefined)}
              required
            >
              <Select
                value={draft.environment || undefined}
                onValueChange={(slug: string) => change({ environment: slug })}
                options={environments.map(({ slug, name, latest }) => ({
                  value: slug,
                  label: name,
                  detail: latest.notHere ? t("notHere") : `v${latest.number}`,
                  disabled: latest.notHere !== null,
                }))}
                emptyWords={t("noEnvironment")}
              />
            </Field>
          </div>
          <CodeSection
            draft={draft}
            change={change}
            errors={{ code: fields["code.text"], fileName: fields["code.fileName"], command: fields.command }}
          />
        </section>
        <section className="grid gap-3" aria-labelledby="data">
          <h2 id="data" className="border-border border-b pb-2">
            {t("data")}
          </h2>
          <InputRows
            datasets={datasets}
            inputs={draft.inputs}
            onChange={(inputs) => change({ inputs })}
            errors={fields}
            project={project.slug}
          />
        </section>
        {volumes || draft.volumes.length > 0 ? (
          <section className="grid gap-3" aria-labelledby="volumes">
            <h2 id="volumes" className="border-border border-b pb-2">
              {t("volumesTitle")}
            </h2>
            <VolumeRows offered={volumes} volumes={draft.volumes} onChange={(chosen) => change({ volumes: chosen })} errors={fields} />
          </section>
        ) : null}
        <section className="grid gap-3" aria-labelledby="parameters">
          <h2 id="parameters" className="border-border border-b pb-2">
            {t("parameters")}
          </h2>
          <ParameterRows parameters={draft.parameters} onChange={(parameters) => change({ parameters })} errors={fields} />
        </section>
        <section className="grid gap-4" aria-labelledby="resources">
          <h2 id="resources" className="border-border border-b pb-2">
            {t("resources")}
          </h2>
          <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
            <Field label={t("cpu")} error={fields.cpuMilli}>
              <Input inputMode="decimal" value={draft.cpu} onChange={(event) => change({ cpu: event.target.value })} after={t("cores")} />
            </Field>
            <Field label={t("memory")} error={fields.memoryBytes}>
              <Input inputMode="decimal" value={draft.memory} onChange={(event) => change({ memory: event.target.value })} after="GiB" />
            </Field>
            <Field label={t("maxRun")} error={fields.maxRunSeconds}>
              <Input
                inputMode="decimal"
                value={draft.maxRun}
                placeholder={t("noLimit")}
                onChange={(event) => change({ maxRun: event.target.value })}
                after={t("minutes")}
              />
            </Field>
            <Field label={t("retries")} error={fields.maxAttempts}>
              <Input inputMode="numeric" value={draft.attempts} onChange={(event) => change({ attempts: event.target.value })} />
            </Field>
          </div>
          <AcceleratorFields
            offered={accelerators ?? []}
            asked={draft.accelerators}
            onChange={(asked) => change({ accelerators: asked })}
            error={fields.accelerators}
          />
          {accelerators ? (
            <Field label={t("sharedMemory")} hint={t("sharedMemoryHint")} error={fields.sharedMemoryBytes} className="max-w-60">
              <Input
                inputMode="decimal"
                value={draft.sharedMemory}
                placeholder={t("sharedMemoryUsual")}
                onChange={(event) => change({ sharedMemory: event.target.value })}
                after="GiB"
              />
            </Field>
          ) : null}
        </section>
      </div>
      <SubmitBox
        draft={draft}
        project={project}
        environment={environment}
        changed={changed}
        busy={busy}
        error={error}
        errorCount={Object.keys(fields).length}
        onSubmit={() => send()}
      />
    </Form>
  );
}
