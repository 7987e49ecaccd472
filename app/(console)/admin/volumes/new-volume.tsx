"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import type { CreateSharedVolumeInput } from "@/lib/volumes/shared-volume";
import { createSharedVolumeAction } from "./actions";
import type { ProjectChoice } from "./project-choices";
import { usualTerms, VolumeTerms } from "./volume-terms";

interface NewVolumeProps {
  readonly projects: readonly ProjectChoice[];
  readonly onDone: () => void;
}

/** What it is called, where its files are, and who may mount it how. */
export function NewVolume({ projects, onDone }: NewVolumeProps) {
  const t = useTranslations("volumes");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<CreateSharedVolumeInput["source"]["kind"]>("nfs");
  const [claim, setClaim] = useState("");
  const [server, setServer] = useState("");
  const [path, setPath] = useState("");
  const [terms, setTerms] = useState(usualTerms);
  const { busy, error, fields, submit } = useSubmit(createSharedVolumeAction, () => {
    toast.success(t("created", { name }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    const source = kind === "claim" ? { kind, claim } : { kind, server, path };
    submit({ name, source, ...terms });
  }

  const hasPlace = kind === "claim" ? claim !== "" : server !== "" && path !== "";
  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("name")} hint={t("nameHint")} error={fields.name} required>
        <Input
          mono
          value={name}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="team-data"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Segmented
        label={t("kind")}
        className="justify-self-start"
        options={(["nfs", "claim"] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
        value={kind}
        onValueChange={setKind}
      />
      {kind === "claim" ? (
        <Field label={t("claim")} hint={t("claimHint")} error={fields["source.claim"]} required>
          <Input mono value={claim} autoComplete="off" spellCheck={false} onChange={(event) => setClaim(event.target.value)} />
        </Field>
      ) : (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("server")} hint={t("serverHint")} error={fields["source.server"]} required>
            <Input
              mono
              value={server}
              autoComplete="off"
              spellCheck={false}
              placeholder="files.example.com"
              onChange={(event) => setServer(event.target.value)}
            />
          </Field>
          <Field label={t("path")} hint={t("pathHint")} error={fields["source.path"]} required>
            <Input mono value={path} autoComplete="off" spellCheck={false} onChange={(event) => setPath(event.target.value)} />
          </Field>
        </div>
      )}
      <VolumeTerms terms={terms} onChange={setTerms} projects={projects} fields={fields} />
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name === "" || !hasPlace}>
          {t("add")}
        </Button>
      </div>
    </Form>
  );
}
