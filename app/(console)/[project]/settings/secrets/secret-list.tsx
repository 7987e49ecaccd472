"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { deleteSecretAction, putSecretAction } from "@/app/(console)/[project]/settings/actions";
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
import type { SecretView } from "@/lib/secrets/secret";

interface SecretListProps {
  readonly projectId: string;
  readonly secrets: readonly SecretView[];
  readonly mayWrite: boolean;
}

/** Names alone: a value goes in and never comes out. */
export function SecretList({ projectId, secrets, mayWrite }: SecretListProps) {
  const t = useTranslations("projects.secrets");
  /** The name whose value is being set; empty for a new one. */
  const [setting, setSetting] = useState<string>();
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-13 text-muted">{t("sentence")}</p>
        {mayWrite ? (
          <Button look="primary" onClick={() => setSetting("")}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("set")}
          </Button>
        ) : null}
      </div>
      {secrets.length === 0 ? (
        <Empty kind="first-use" title={t("empty")}>
          {t("emptyHint")}
        </Empty>
      ) : (
        <Table label={t("title")}>
          <thead>
            <tr>
              <Th>{t("name")}</Th>
              <Th className="max-sm:hidden">{t("updated")}</Th>
              <Th />
            </tr>
          </thead>
          <tbody>
            {secrets.map((secret) => (
              <Tr key={secret.id}>
                <Td className="font-mono text-12 max-sm:wrap-anywhere max-sm:whitespace-normal">{secret.name}</Td>
                <Td className="max-sm:hidden">
                  <Time at={secret.updatedAt} />
                </Td>
                <Td className="text-right">
                  {mayWrite ? (
                    <span className="inline-flex gap-1">
                      <Button size="low" look="bare" onClick={() => setSetting(secret.name)}>
                        {t("replace")}
                      </Button>
                      <DeleteRow
                        verb={t("delete")}
                        title={t("deleteTitle", { name: secret.name })}
                        sentence={t("deleteSentence")}
                        done={t("deleted", { name: secret.name })}
                        remove={() => deleteSecretAction({ id: secret.id })}
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
        title={setting ? `${t("replace")} ${setting}` : t("set")}
      >
        <SecretForm key={setting} projectId={projectId} name={setting ?? ""} onDone={() => setSetting(undefined)} />
      </Dialog>
    </div>
  );
}

function SecretForm({
  projectId,
  name: given,
  onDone,
}: {
  readonly projectId: string;
  readonly name: string;
  readonly onDone: () => void;
}) {
  const t = useTranslations("projects.secrets");
  const [name, setName] = useState(given);
  const [value, setValue] = useState("");
  const { busy, error, fields, submit } = useSubmit(putSecretAction, () => {
    toast.success(t("saved", { name }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ projectId, name, value });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("name")} error={fields.name}>
        <Input
          mono
          value={name}
          readOnly={given !== ""}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={t("value")} error={fields.value}>
        <PasswordInput autoComplete="new-password" value={value} onChange={setValue} />
      </Field>
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name === "" || value === ""}>
          {t("set")}
        </Button>
      </div>
    </Form>
  );
}
