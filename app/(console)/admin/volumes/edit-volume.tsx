"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { toast } from "@/components/ui/toast";
import type { SharedVolumeView } from "@/lib/volumes/shared-volume";
import { updateSharedVolumeAction } from "./actions";
import type { ProjectChoice } from "./project-choices";
import { termsOf, VolumeTerms } from "./volume-terms";

interface EditVolumeProps {
  readonly volume: SharedVolumeView;
  readonly projects: readonly ProjectChoice[];
  readonly onDone: () => void;
}

/** What may change of a volume that jobs know already. */
export function EditVolume({ volume, projects, onDone }: EditVolumeProps) {
  const t = useTranslations("volumes");
  const [terms, setTerms] = useState(() => termsOf(volume));
  const { busy, error, fields, submit } = useSubmit(updateSharedVolumeAction, () => {
    toast.success(t("saved", { name: volume.name }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ id: volume.id, ifMatch: volume.version, ...terms });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <VolumeTerms terms={terms} onChange={setTerms} projects={projects} fields={fields} />
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}
