"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { SharedVolumeView } from "@/lib/volumes/shared-volume";
import { updateSharedVolumeAction } from "./actions";
import { type ProjectChoice, ProjectChoices } from "./project-choices";

interface EditVolumeProps {
  readonly volume: SharedVolumeView;
  readonly projects: readonly ProjectChoice[];
  readonly onDone: () => void;
}

/** What may change of a volume that jobs know already. */
export function EditVolume({ volume, projects, onDone }: EditVolumeProps) {
  const t = useTranslations("volumes");
  const [description, setDescription] = useState(volume.description);
  const [readOnly, setReadOnly] = useState(volume.readOnly);
  const [projectIds, setProjectIds] = useState<readonly string[] | null>(volume.projects?.map(({ id }) => id) ?? null);
  const { busy, error, fields, submit } = useSubmit(updateSharedVolumeAction, () => {
    toast.success(t("saved", { name: volume.name }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ id: volume.id, ifMatch: volume.version, description, readOnly, projectIds: projectIds && [...projectIds] });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("description")} error={fields.description}>
        <Input value={description} maxLength={500} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Checkbox label={t("readOnly")} hint={t("readOnlyHint")} checked={readOnly} onCheckedChange={setReadOnly} />
      <ProjectChoices projects={projects} chosen={projectIds} onChange={setProjectIds} error={fields.projectIds} />
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}
