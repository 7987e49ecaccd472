"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { createUserAction } from "@/app/(console)/admin/users/actions";
import { HandOverDialog } from "@/app/(console)/admin/users/hand-over-dialog";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import type { UserWithPasswordView } from "@/lib/accounts/user";

export function NewUserDialog({ address }: { readonly address: string }) {
  const t = useTranslations("admin.users");
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<UserWithPasswordView>();

  function show(next: UserWithPasswordView) {
    setOpen(false);
    setMade(next);
  }

  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" strokeWidth={1.75} />
        {t("new")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("new")} description={t("createSentence")}>
        <NewUserForm onMade={show} />
      </Dialog>
      {made ? <HandOverDialog kind="created" made={made} address={address} onClose={() => setMade(undefined)} /> : null}
    </>
  );
}

function NewUserForm({ onMade }: { readonly onMade: (made: UserWithPasswordView) => void }) {
  const t = useTranslations("admin.users");
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [isAdministrator, setIsAdministrator] = useState(false);
  const { busy, error, fields, submit } = useSubmit(createUserAction, onMade);

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ name, isAdministrator, ...(displayName.trim() !== "" && { displayName }) });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("account")} hint={fields.name ? undefined : t("accountHint")} error={fields.name}>
        <Input
          value={name}
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={t("displayName")} error={fields.displayName}>
        <Input value={displayName} autoComplete="off" onChange={(event) => setDisplayName(event.target.value)} />
      </Field>
      <Checkbox
        label={t("makeAdministrator")}
        hint={t("makeAdministratorHint")}
        checked={isAdministrator}
        onCheckedChange={(on) => setIsAdministrator(on)}
      />
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ""}>
          {t("create")}
        </Button>
      </div>
    </Form>
  );
}
