"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import type { EnvironmentKind } from "@/db/values";
import type { EnvironmentView, ImageInput } from "@/lib/environments/environment";
import { createEnvironmentAction, updateEnvironmentAction } from "./actions";
import { type ImageDraft, imageDraftOf, isOtherImage } from "./image-draft";
import { ImageFields } from "./image-fields";
import { PackagesField } from "./packages-field";

interface EnvironmentFormProps {
  readonly projectId: string;
  readonly project: string;
  /** The kinds that can run here, the usual one first. */
  readonly kinds: readonly EnvironmentKind[];
  /** The one that is changed; none for a new one. */
  readonly environment?: EnvironmentView;
}

interface Content {
  readonly requirements?: string;
  readonly image?: ImageInput;
}

/** Name, description, and packages or an image. */
export function EnvironmentForm({ projectId, project, kinds, environment }: EnvironmentFormProps) {
  const t = useTranslations("environments");
  const router = useRouter();
  const before = imageDraftOf(environment?.latest.image ?? null);
  const [kind, setKind] = useState<EnvironmentKind>(environment?.kind ?? kinds[0] ?? "python");
  const [name, setName] = useState(environment?.name ?? "");
  const [description, setDescription] = useState(environment?.description ?? "");
  const [requirements, setRequirements] = useState(environment?.latest.requirements ?? "");
  const [image, setImage] = useState(before);
  const { busy, error, fields, submit } = useSubmit(
    (input: { name: string; description: string } & Content) =>
      environment
        ? updateEnvironmentAction({ ...input, id: environment.id, version: environment.version })
        : createEnvironmentAction({ ...input, projectId }),
    ({ slug }) => router.push(`/${project}/environments/${slug}`),
  );
  const isKept = environment !== undefined && (kind === "image" ? !isOtherImage(image, before) : isSameText(requirements, environment));

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ name, description, ...contentOf({ kind, requirements, image, isKept }) });
  }

  return (
    <Form onSubmit={send} className="grid max-w-180 gap-4">
      {environment === undefined && kinds.length > 1 ? (
        <Segmented
          label={t("form.kind")}
          value={kind}
          onValueChange={setKind}
          options={kinds.map((one) => ({ value: one, label: t(`form.kinds.${one}`) }))}
          className="justify-self-start"
        />
      ) : null}
      <Field label={t("form.name")} error={fields.name} required>
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} autoFocus={!environment} />
      </Field>
      <Field label={t("form.description")} error={fields.description} optional={t("form.optional")}>
        <Input value={description} onChange={(event) => setDescription(event.target.value)} maxLength={2000} />
      </Field>
      {kind === "image" ? (
        <ImageFields image={image} onChange={setImage} errors={fields} />
      ) : (
        <PackagesField requirements={requirements} onChange={setRequirements} error={fields.requirements} />
      )}
      {error ? (
        <p role="alert" className="text-13 text-bad-text">
          {error}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={busy}>
          {t(environment ? "form.save" : kind === "image" ? "form.createImage" : "form.create")}
        </Button>
        <span className="text-13 text-muted">{t(`form.follows.${kind}.${isKept ? "same" : "new"}`)}</span>
      </div>
    </Form>
  );
}

interface Typed {
  readonly kind: EnvironmentKind;
  readonly requirements: string;
  readonly image: ImageDraft;
  readonly isKept: boolean;
}

/** What the verb takes of it. An image that stays as it is, is not looked up again: its tag may mean something else by now. */
function contentOf({ kind, requirements, image, isKept }: Typed): Content {
  if (kind === "python") return { requirements };
  return isKept ? {} : { image: { ...image, architectures: [...image.architectures] } };
}

function isSameText(requirements: string, { latest }: EnvironmentView): boolean {
  return requirements.trim() === latest.requirements.trim();
}
