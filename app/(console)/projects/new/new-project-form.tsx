"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { createProjectAction } from "@/app/(console)/projects/new/actions";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";

/** The address follows the name until somebody writes his own; left empty, the server makes it of the name. */
export function NewProjectForm({ address }: { readonly address: string }) {
  const t = useTranslations("projects.new");
  const tCommon = useTranslations("common");
  const router = useRouter();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string>();
  const [description, setDescription] = useState("");
  const { busy, error, fields, submit } = useSubmit(createProjectAction, (project) => router.push(`/${project.slug}`));
  const shownSlug = slug ?? toSlug(name);

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ name, description, ...(slug && { slug }) });
  }

  return (
    <Form onSubmit={send} className="grid max-w-120 gap-4">
      <Field label={t("name")} error={fields.name}>
        <Input value={name} autoFocus autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t("slug")} hint={t("slugHint")} error={fields.slug}>
        <Input
          mono
          before={<span className="text-12 text-muted">{address}/</span>}
          value={shownSlug}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setSlug(event.target.value)}
        />
      </Field>
      <Field label={t("description")} optional={tCommon("optional")} error={fields.description}>
        <Textarea value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <FormError>{error}</FormError>
      <div>
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ""}>
          {t("submit")}
        </Button>
      </div>
    </Form>
  );
}

/** What the address will look like; of Chinese names the server makes pinyin. */
function toSlug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+|-+$/g, "")
    .slice(0, 40);
}
