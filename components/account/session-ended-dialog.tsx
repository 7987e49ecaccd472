"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { PasswordInput } from "@/components/account/password-input";
import { useSubmit } from "@/components/account/use-submit";
import { type AskReason, answerAsks } from "@/components/account/while-signed-in";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import type { ActionResult } from "@/lib/http/action";

interface SessionEndedDialogProps {
  /** Sign-in name of the person whose page this is. */
  readonly name: string;
  readonly signIn: (input: { name: string; password: string }) => Promise<ActionResult<unknown>>;
  readonly confirm: (input: { password: string }) => Promise<ActionResult<unknown>>;
}

/** Once in the frame of every page: signs in again, or asks for the password again, over the form that is being filled in. */
export function SessionEndedDialog({ name, signIn, confirm }: SessionEndedDialogProps) {
  const [reason, setReason] = useState<AskReason>();
  const answer = useRef<(signedIn: boolean) => void>(undefined);

  useEffect(
    () =>
      answerAsks(
        (asked) =>
          new Promise((resolve) => {
            // A second deed that is refused meanwhile waits for the same answer.
            const before = answer.current;
            answer.current = (signedIn) => {
              before?.(signedIn);
              resolve(signedIn);
            };
            setReason(asked);
          }),
      ),
    [],
  );

  function close(signedIn: boolean) {
    answer.current?.(signedIn);
    answer.current = undefined;
    setReason(undefined);
  }

  if (reason === undefined) return null;
  return (
    <AskDialog
      key={reason}
      reason={reason}
      name={name}
      check={reason === "ended" ? (password) => signIn({ name, password }) : (password) => confirm({ password })}
      onClose={close}
    />
  );
}

interface AskDialogProps {
  readonly reason: AskReason;
  readonly name: string;
  readonly check: (password: string) => Promise<ActionResult<unknown>>;
  readonly onClose: (signedIn: boolean) => void;
}

function AskDialog({ reason, name, check, onClose }: AskDialogProps) {
  const t = useTranslations("auth.again");
  const [password, setPassword] = useState("");
  const { busy, error, fields, submit } = useSubmit(check, () => onClose(true));
  const ended = reason === "ended";

  function send(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    submit(password);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose(false)}
      title={ended ? t("endedTitle") : t("confirmTitle")}
      description={ended ? t("endedSentence") : t("confirmSentence")}
    >
      <Form onSubmit={send} className="grid gap-3">
        <Field label={t("account")}>
          <Input value={name} readOnly autoComplete="username" />
        </Field>
        <Field label={t("password")} error={fields.password ?? error}>
          <PasswordInput value={password} onChange={setPassword} autoComplete="current-password" autoFocus />
        </Field>
        <div className="flex flex-wrap items-center justify-end gap-2 pt-1">
          {ended ? (
            <a href="/sign-in" className="mr-auto text-13 text-accent hover:underline">
              {t("other")}
            </a>
          ) : null}
          <Button type="submit" look="primary" busy={busy} disabled={password === ""}>
            {ended ? t("signIn") : t("confirm")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
