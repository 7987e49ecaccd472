"use client";

import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem, MenuLine, MenuLink } from "@/components/ui/menu";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import type { ModelVersionView, ModelView } from "@/lib/models/model";
import { deleteModelAction, deleteModelVersionAction, restoreModelAction, restoreModelVersionAction, updateModelAction } from "../actions";

interface ModelDeedsProps {
  readonly model: ModelView;
  readonly version: ModelVersionView | null;
  readonly project: string;
}

/** Change, another version, delete a version or all: each can be undone. */
export function ModelDeeds({ model, version, project }: ModelDeedsProps) {
  const t = useTranslations("models");
  const router = useRouter();
  const [isEditing, setIsEditing] = useState(false);
  const path = `/${project}/models/${model.slug}`;
  const restore = useSubmit(restoreModelAction, () => router.push(path));
  const remove = useSubmit(told(deleteModelAction), () => {
    toast.success(t("deleted", { name: model.name }), { undo: () => restore.submit({ id: model.id }) });
    router.push(`/${project}/models`);
  });
  const restoreVersion = useSubmit(restoreModelVersionAction, () => router.refresh());
  const removeVersion = useSubmit(told(deleteModelVersionAction), () => {
    toast.success(t("deleted", { name: `${model.name} v${version?.number ?? ""}` }), {
      undo: () => restoreVersion.submit({ id: version?.id ?? "" }),
    });
    router.push(path);
    router.refresh();
  });
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" data-icon aria-label={t("more")} busy={remove.busy || removeVersion.busy}>
            <Ellipsis aria-hidden="true" strokeWidth={1.75} />
          </Button>
        }
      >
        <MenuItem icon={<Pencil aria-hidden="true" strokeWidth={1.75} />} onClick={() => setIsEditing(true)}>
          {t("edit")}
        </MenuItem>
        <MenuLink icon={<Plus aria-hidden="true" strokeWidth={1.75} />} href={`/${project}/models/new`}>
          {t("another")}
        </MenuLink>
        <MenuLine />
        {version && model.versionCount > 1 ? (
          <MenuItem danger icon={<Trash2 aria-hidden="true" strokeWidth={1.75} />} onClick={() => removeVersion.submit({ id: version.id })}>
            {t("deleteVersion", { number: version.number })}
          </MenuItem>
        ) : null}
        <MenuItem danger icon={<Trash2 aria-hidden="true" strokeWidth={1.75} />} onClick={() => remove.submit({ id: model.id })}>
          {t("delete")}
        </MenuItem>
      </Menu>
      <EditDialog model={model} project={project} open={isEditing} onOpenChange={setIsEditing} />
    </>
  );
}

interface EditDialogProps {
  readonly model: ModelView;
  readonly project: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function EditDialog({ model, project, open, onOpenChange }: EditDialogProps) {
  const t = useTranslations("models");
  const router = useRouter();
  const [name, setName] = useState(model.name);
  const [slug, setSlug] = useState(model.slug);
  const [description, setDescription] = useState(model.description);
  const { busy, error, fields, submit } = useSubmit(updateModelAction, (saved) => {
    onOpenChange(false);
    if (saved.slug !== model.slug) router.push(`/${project}/models/${saved.slug}`);
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ id: model.id, version: model.version, name, slug, description });
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("edit")}>
      <Form onSubmit={send} className="grid gap-4">
        <Field label={t("form.name")} error={fields.name} required>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} />
        </Field>
        <Field label={t("form.slug")} error={fields.slug} required>
          <Input mono value={slug} onChange={(event) => setSlug(event.target.value)} maxLength={40} />
        </Field>
        <Field label={t("form.description")} error={fields.description}>
          <Textarea value={description} onChange={(event) => setDescription(event.target.value)} rows={4} maxLength={10_000} />
        </Field>
        {error ? (
          <p role="alert" className="text-13 text-bad-text">
            {error}
          </p>
        ) : null}
        <Button type="submit" look="primary" busy={busy} className="justify-self-end">
          {t("form.save")}
        </Button>
      </Form>
    </Dialog>
  );
}

/** A refusal from a menu has no place of its own: it is told as a toast that stays. */
function told<I, R extends { readonly ok: boolean }>(run: (input: I) => Promise<R>): (input: I) => Promise<R> {
  return async (input) => {
    const result = await run(input);
    if (!result.ok && "message" in result)
      toast.error(String(result.message), "requestId" in result ? String(result.requestId) : undefined);
    return result;
  };
}
