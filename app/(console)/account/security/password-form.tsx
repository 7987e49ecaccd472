"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { changePasswordAction } from "@/app/(auth)/actions";
import { FormError } from "@/components/account/form-error";
import { PasswordInput } from "@/components/account/password-input";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { toast } from "@/components/ui/toast";

export function PasswordForm({ name }: { readonly name: string }) {
  const t = useTranslations("account.password");
  const router = useRouter();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { busy, error, fields, submit } = useSubmit(changePasswordAction, () => {
    setCurrent("");
    setNext("");
    toast.success(t("changed"));
    router.refresh();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ current, next });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <input type="text" autoComplete="username" value={name} readOnly hidden />
      <Field label={t("current")} error={fields.current}>
        <PasswordInput autoComplete="current-password" value={current} onChange={setCurrent} />
      </Field>
      <Field label={t("next")} hint={fields.next ? undefined : t("hint")} error={fields.next}>
        <PasswordInput autoComplete="new-password" value={next} onChange={setNext} />
      </Field>
      <FormError>{error}</FormError>
      <div>
        <Button type="submit" look="primary" busy={busy} disabled={current === "" || next === ""}>
          {t("submit")}
        </Button>
      </div>
    </Form>
  );
}
