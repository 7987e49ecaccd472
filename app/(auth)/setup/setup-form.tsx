"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { setupAction } from "@/app/(auth)/actions";
import { PasswordInput } from "@/components/account/password-input";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";

export function SetupForm() {
  const t = useTranslations("auth.setup");
  const token = useToken();
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, fields, submit } = useSubmit(setupAction, ({ next }) => {
    window.location.assign(next);
    return new Promise<void>(() => undefined);
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ token: token ?? "", name, password, ...(displayName.trim() !== "" && { displayName }) });
  }

  if (token === "") {
    return (
      <p role="alert" className="rounded-control bg-sunken px-3.5 py-2.5 text-13 text-secondary">
        {t.rich("noToken", { code: (words) => <code className="font-mono text-12">{words}</code> })}
      </p>
    );
  }
  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("name")} hint={fields.name ? undefined : t("nameHint")} error={fields.name}>
        <Input
          size="tall"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={t("displayName")} hint={t("displayNameHint")} error={fields.displayName}>
        <Input size="tall" autoComplete="name" value={displayName} onChange={(event) => setDisplayName(event.target.value)} />
      </Field>
      <Field label={t("password")} hint={fields.password ? undefined : t("passwordHint")} error={fields.password}>
        <PasswordInput size="tall" autoComplete="new-password" value={password} onChange={setPassword} />
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

/** The token behind `#`, taken out of the address bar and so out of the history; undefined before the browser has looked. */
function useToken(): string | undefined {
  const [token, setToken] = useState<string>();
  // After every render: a refresh of the page (as when the zone of the browser is told) brings back the address it began with.
  useEffect(() => {
    setToken((known) => known ?? window.location.hash.slice(1));
    if (window.location.hash !== "") window.history.replaceState(null, "", window.location.pathname);
  });
  return token;
}
