"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { createAccessKeyAction } from "@/app/(console)/account/actions";
import type { KeyProject } from "@/app/(console)/account/keys/key-list";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyLine } from "@/components/ui/copy-line";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { keyDays } from "@/lib/keys/access-key";

interface NewKeyDialogProps {
  readonly projects: readonly KeyProject[];
  readonly address: string;
}

export function NewKeyDialog({ projects, address }: NewKeyDialogProps) {
  const t = useTranslations("keys");
  const [open, setOpen] = useState(false);
  const [token, setToken] = useState<string>();

  function change(next: boolean) {
    setOpen(next);
    if (!next) setToken(undefined);
  }

  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" strokeWidth={1.75} />
        {t("new")}
      </Button>
      {token === undefined ? (
        <Dialog open={open} onOpenChange={change} title={t("new")}>
          <NewKeyForm projects={projects} onMade={setToken} />
        </Dialog>
      ) : (
        <Dialog
          open={open}
          onOpenChange={change}
          title={t("made.title")}
          description={t("made.sentence")}
          footer={
            <Button look="primary" onClick={() => change(false)}>
              {t("made.done")}
            </Button>
          }
        >
          <CopyLine value={token} />
          <p className="text-12 text-muted">{t("made.try")}</p>
          <CopyLine value={`curl -H "Authorization: Bearer ${token}" ${address}/api/v1/me`} />
        </Dialog>
      )}
    </>
  );
}

const dayChoices = [7, 30, keyDays.usual, 180, keyDays.most];

function NewKeyForm({ projects, onMade }: { readonly projects: readonly KeyProject[]; readonly onMade: (token: string) => void }) {
  const t = useTranslations("keys");
  const [name, setName] = useState("");
  const [access, setAccess] = useState<"read" | "write">("read");
  const [scope, setScope] = useState<"all" | "some">("all");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState<number>(keyDays.usual);
  const { busy, error, fields, submit } = useSubmit(createAccessKeyAction, ({ token }) => onMade(token));
  const isUnchosen = scope === "some" && chosen.length === 0;

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ name, access, days, projectIds: scope === "all" ? null : [...chosen] });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("name.label")} error={fields.name}>
        <Input value={name} placeholder={t("name.placeholder")} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium text-13">{t("access.label")}</legend>
        <Segmented
          label={t("access.label")}
          value={access}
          onValueChange={setAccess}
          className="justify-self-start"
          options={[
            { value: "read", label: t("access.read") },
            { value: "write", label: t("access.write") },
          ]}
        />
        <p className="text-12 text-muted">{t(`access.${access}Hint`)}</p>
      </fieldset>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium text-13">{t("projects.label")}</legend>
        <Segmented
          label={t("projects.label")}
          value={scope}
          onValueChange={setScope}
          className="justify-self-start"
          options={[
            { value: "all", label: t("projects.all") },
            { value: "some", label: t("projects.some") },
          ]}
        />
        {scope === "some" ? (
          <div className="grid max-h-44 gap-1.5 overflow-y-auto pt-1">
            {projects.map(({ id, name: projectName }) => (
              <Checkbox
                key={id}
                label={projectName}
                checked={chosen.includes(id)}
                onCheckedChange={(on) => setChosen(on ? [...chosen, id] : chosen.filter((other) => other !== id))}
              />
            ))}
            {isUnchosen ? <p className="text-12 text-muted">{t("projects.choose")}</p> : null}
          </div>
        ) : null}
      </fieldset>
      <Field label={t("days.label")} hint={t("days.hint", { maximum: keyDays.most })} error={fields.days}>
        <Select
          value={String(days)}
          onValueChange={(value) => setDays(Number(value))}
          options={dayChoices.map((count) => ({ value: String(count), label: t("days.value", { count }) }))}
        />
      </Field>
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === "" || isUnchosen}>
          {t("create")}
        </Button>
      </div>
    </Form>
  );
}
