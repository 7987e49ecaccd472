"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useMemo, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/page";
import { Say } from "@/components/ui/say";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { formatBytes } from "@/lib/format/bytes";
import { registerModelAction } from "../actions";

interface RegisterFormProps {
  readonly projectId: string;
  readonly project: string;
  readonly attemptId: string;
  readonly job: { readonly name: string; readonly slug: string };
  readonly outputs: readonly { readonly path: string; readonly size: number }[];
  readonly models: readonly { readonly slug: string; readonly name: string; readonly next: number }[];
  /** Chosen in the address; a file, a folder, or empty for all. */
  readonly path: string | undefined;
}

const everything = "";

/** Which outputs, of which model: the name of one that exists makes its next version. */
export function RegisterForm({ projectId, project, attemptId, job, outputs, models, path }: RegisterFormProps) {
  const t = useTranslations("models");
  const locale = useLocale();
  const router = useRouter();
  const [chosen, setChosen] = useState(path ?? firstModelFile(outputs) ?? everything);
  const [model, setModel] = useState(models.find(({ name }) => name === job.name)?.name ?? job.name);
  const [note, setNote] = useState("");
  const places = useMemo(() => placesOf(outputs), [outputs]);
  const known = models.find(({ slug, name }) => slug === model.trim() || name === model.trim());
  const { busy, error, fields, submit } = useSubmit(registerModelAction, ({ slug, number }) =>
    router.push(`/${project}/models/${slug}?v=${number}`),
  );

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ projectId, attemptId, model, path: chosen, note });
  }

  return (
    <Form onSubmit={send} className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_340px]">
      <div className="grid max-w-180 content-start gap-4">
        <Field label={t("register.outputs")} hint={t("register.outputsHint")} error={fields.path}>
          <Select
            value={chosen}
            onValueChange={setChosen}
            emptyWords={t("register.noOutputsYet")}
            options={places.map(({ path: place, size }) => ({
              value: place,
              label: place === everything ? t("register.everything") : place,
              detail: formatBytes(size, locale),
            }))}
          />
        </Field>
        <Field label={t("register.model")} hint={t("register.modelHint")} error={fields.model} required>
          <Input value={model} onChange={(event) => setModel(event.target.value)} maxLength={80} list="models" autoFocus />
        </Field>
        <datalist id="models">
          {models.map(({ slug, name }) => (
            <option key={slug} value={name} />
          ))}
        </datalist>
        <Field label={t("register.note")} optional={t("register.optional")} error={fields.note}>
          <Textarea value={note} onChange={(event) => setNote(event.target.value)} maxLength={2_000} rows={3} />
        </Field>
      </div>
      <div className="lg:sticky lg:top-17 lg:self-start">
        <Panel title={t("register.result")}>
          <div className="grid gap-3">
            <Say
              status="ready"
              reason={
                <>
                  {t("register.from")}{" "}
                  <Link href={`/${project}/jobs/${job.slug}`} className="text-accent underline underline-offset-3">
                    {job.name}
                  </Link>
                </>
              }
            >
              {known
                ? t("register.nextVersion", { name: known.name, number: known.next })
                : t("register.newModel", { name: model.trim() || "–" })}
            </Say>
            {error ? (
              <p role="alert" className="text-13 text-bad-text">
                {error}
              </p>
            ) : null}
            <Button type="submit" look="primary" busy={busy} disabled={outputs.length === 0 || model.trim() === ""}>
              {t("register.submit")}
            </Button>
          </div>
        </Panel>
      </div>
    </Form>
  );
}

function firstModelFile(outputs: RegisterFormProps["outputs"]): string | undefined {
  const files = outputs.filter(({ path }) => /\.(joblib|pkl|pickle|onnx)$/i.test(path));
  return (files.find(({ path }) => path.endsWith("model.joblib")) ?? files[0])?.path;
}

/** Everything, every folder and every file, folders first. */
function placesOf(outputs: RegisterFormProps["outputs"]): readonly { readonly path: string; readonly size: number }[] {
  const folders = new Map<string, number>([[everything, 0]]);
  for (const { path, size } of outputs) {
    const parts = path.split("/").slice(0, -1);
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      folders.set(folder, (folders.get(folder) ?? 0) + size);
    }
  }
  if (outputs.length === 0) return [];
  return [...[...folders].map(([path, size]) => ({ path, size })), ...outputs];
}
