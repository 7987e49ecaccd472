"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { updateProjectAction } from "@/app/(console)/[project]/settings/actions";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { CopyLine } from "@/components/ui/copy-line";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import type { ProjectView } from "@/lib/projects/project";

export function GeneralForm({ project }: { readonly project: ProjectView }) {
  const t = useTranslations("projects.general");
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const { busy, error, fields, submit } = useSubmit(updateProjectAction, () => void toast.success(t("saved")));
  const isOwner = project.role === "owner";
  const isSame = name === project.name && description === project.description;

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ projectId: project.id, version: project.version, name, description });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      {isOwner ? null : <p className="text-13 text-muted">{t("readOnly", { name: project.name })}</p>}
      <Field label={t("name")} error={fields.name}>
        <Input value={name} readOnly={!isOwner} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t("slug")} hint={t("slugHint")}>
        <Input value={project.slug} readOnly mono />
      </Field>
      <Field label={t("description")} error={fields.description}>
        <Textarea value={description} readOnly={!isOwner} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <div className="grid gap-1">
        <span className="font-medium text-13">{t("id")}</span>
        <CopyLine value={project.id} />
      </div>
      <FormError>{error}</FormError>
      {isOwner ? (
        <div>
          <Button type="submit" look="primary" busy={busy} disabled={isSame}>
            {t("save")}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}
