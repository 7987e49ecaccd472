"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { updateProfileAction } from "@/app/(console)/account/actions";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";

export function ProfileForm({ name, displayName }: { readonly name: string; readonly displayName: string }) {
  const t = useTranslations("account.profile");
  const [typed, setTyped] = useState(displayName);
  const { busy, error, fields, submit } = useSubmit(updateProfileAction, () => void toast.success(t("saved")));

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ displayName: typed });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("name")} hint={t("nameHint")}>
        <Input value={name} readOnly autoComplete="username" />
      </Field>
      <Field label={t("displayName")} hint={t("displayNameHint")} error={fields.displayName}>
        <Input value={typed} autoComplete="name" onChange={(event) => setTyped(event.target.value)} />
      </Field>
      <FormError>{error}</FormError>
      <div>
        <Button type="submit" look="primary" busy={busy} disabled={typed === displayName}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}
