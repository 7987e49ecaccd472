"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { changePasswordAction } from "@/app/(auth)/actions";
import { PasswordInput } from "@/components/account/password-input";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";

export function NewPasswordForm({ name, next: target }: { readonly name: string; readonly next: string }) {
  const t = useTranslations("auth.newPassword");
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { busy, error, fields, submit } = useSubmit(changePasswordAction, () => {
    window.location.assign(target);
    return new Promise<void>(() => undefined);
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ current, next });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <input type="text" autoComplete="username" value={name} readOnly hidden />
      <Field label={t("current")} error={fields.current}>
        <PasswordInput size="tall" autoComplete="current-password" value={current} onChange={setCurrent} autoFocus />
      </Field>
      <Field label={t("next")} hint={fields.next ? undefined : t("hint")} error={fields.next}>
        <PasswordInput size="tall" autoComplete="new-password" value={next} onChange={setNext} />
      </Field>
      {error ? (
        <p role="alert" className="text-13 text-bad-text">
          {error}
        </p>
      ) : null}
      <Button type="submit" look="primary" size="tall" busy={busy} className="w-full">
        {t("submit")}
      </Button>
    </Form>
  );
}
