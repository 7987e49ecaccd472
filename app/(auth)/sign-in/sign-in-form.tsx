"use client";

import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type FormEvent, useState } from "react";
import { signInAction } from "@/app/(auth)/actions";
import { PasswordInput } from "@/components/account/password-input";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";

export function SignInForm({ next }: { readonly next: string }) {
  const t = useTranslations("auth.signIn");
  const { setTheme } = useTheme();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [isForgotten, setIsForgotten] = useState(false);
  const { busy, error, fields, submit } = useSubmit(signInAction, ({ next: target, theme }) => {
    if (theme) setTheme(theme);
    // A page of its own: nothing of what was shown to nobody stays.
    window.location.assign(target);
    return new Promise<void>(() => undefined);
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ name, password, next });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("account")} error={fields.name}>
        <Input
          size="tall"
          name="username"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <div className="relative">
        <Field label={t("password")} error={fields.password ?? error}>
          <PasswordInput size="tall" name="password" autoComplete="current-password" value={password} onChange={setPassword} />
        </Field>
        <button
          type="button"
          aria-expanded={isForgotten}
          onClick={() => setIsForgotten(!isForgotten)}
          className="absolute top-0 right-0 text-13 text-accent hover:underline"
        >
          {t("forgot")}
        </button>
      </div>
      {isForgotten ? (
        <p className="text-13 text-secondary">
          {t.rich("forgotHint", { code: (words) => <code className="font-mono text-12">{words}</code> })}
        </p>
      ) : null}
      <Button type="submit" look="primary" size="tall" busy={busy} className="w-full">
        {t("submit")}
      </Button>
    </Form>
  );
}
