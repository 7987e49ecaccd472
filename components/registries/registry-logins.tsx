"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { DeleteRow } from "@/components/account/delete-row";
import { FormError } from "@/components/account/form-error";
import { PasswordInput } from "@/components/account/password-input";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/http/action";
import type { PutRegistryLoginInput, RegistryLoginSetView, RegistryLoginView } from "@/lib/registries/registry-login";

interface Deeds {
  readonly put: (input: PutRegistryLoginInput) => Promise<ActionResult<RegistryLoginSetView>>;
  readonly remove: (input: { readonly id: string }) => Promise<ActionResult<void>>;
}

interface RegistryLoginsProps extends Deeds {
  readonly logins: readonly RegistryLoginView[];
  readonly mayWrite: boolean;
}

/** Registries and who pulls from them: a password goes in and never comes out. */
export function RegistryLogins({ logins, mayWrite, put, remove }: RegistryLoginsProps) {
  const t = useTranslations("registries");
  /** The login that is being set; null for a new one. */
  const [setting, setSetting] = useState<RegistryLoginView | null>();
  return (
    <div className="grid gap-3">
      {mayWrite ? (
        <Button look="primary" className="justify-self-end" onClick={() => setSetting(null)}>
          <Plus aria-hidden="true" strokeWidth={1.75} />
          {t("add")}
        </Button>
      ) : null}
      {logins.length === 0 ? (
        <Empty kind="first-use" title={t("empty")}>
          {t("emptyHint")}
        </Empty>
      ) : (
        <Table label={t("title")}>
          <thead>
            <tr>
              <Th>{t("host")}</Th>
              <Th>{t("username")}</Th>
              <Th className="max-sm:hidden">{t("updated")}</Th>
              <Th />
            </tr>
          </thead>
          <tbody>
            {logins.map((login) => (
              <Tr key={login.id}>
                <Td className="font-mono text-12 max-sm:wrap-anywhere max-sm:whitespace-normal">{login.host}</Td>
                <Td className="max-sm:wrap-anywhere max-sm:whitespace-normal">{login.username}</Td>
                <Td className="max-sm:hidden">
                  <Time at={login.updatedAt} />
                </Td>
                <Td className="text-right">
                  {mayWrite ? (
                    <span className="inline-flex gap-1 max-sm:grid">
                      <Button size="low" look="bare" onClick={() => setSetting(login)}>
                        {t("replace")}
                      </Button>
                      <DeleteRow
                        verb={t("delete")}
                        title={t("deleteTitle", { host: login.host })}
                        sentence={t("deleteSentence")}
                        done={t("deleted", { host: login.host })}
                        remove={() => remove({ id: login.id })}
                      />
                    </span>
                  ) : null}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <Dialog
        open={setting !== undefined}
        onOpenChange={(open) => !open && setSetting(undefined)}
        title={setting ? t("replaceTitle", { host: setting.host }) : t("add")}
      >
        <LoginForm key={setting?.id} login={setting ?? null} put={put} onDone={() => setSetting(undefined)} />
      </Dialog>
    </div>
  );
}

interface LoginFormProps extends Pick<Deeds, "put"> {
  readonly login: RegistryLoginView | null;
  readonly onDone: () => void;
}

function LoginForm({ login, put, onDone }: LoginFormProps) {
  const t = useTranslations("registries");
  const [host, setHost] = useState(login?.host ?? "");
  const [username, setUsername] = useState(login?.username ?? "");
  const [password, setPassword] = useState("");
  const { busy, error, fields, submit } = useSubmit(put, ({ isTried }) => {
    toast.success(t(isTried ? "saved" : "savedUntried", { host }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ host, username, password });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("host")} hint={t("hostHint")} error={fields.host}>
        <Input
          mono
          value={host}
          readOnly={login !== null}
          autoComplete="off"
          spellCheck={false}
          placeholder="registry.example.com:5000"
          onChange={(event) => setHost(event.target.value)}
        />
      </Field>
      <Field label={t("username")} error={fields.username}>
        <Input value={username} autoComplete="off" spellCheck={false} onChange={(event) => setUsername(event.target.value)} />
      </Field>
      <Field label={t("password")} hint={t("passwordHint")} error={fields.password}>
        <PasswordInput autoComplete="new-password" value={password} onChange={setPassword} />
      </Field>
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={host === "" || username === "" || password === ""}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}
