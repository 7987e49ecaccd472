"use client";

import { KeyRound, Plus, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { CopyLine } from "@/components/ui/copy-line";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import type { EndpointKeyView } from "@/lib/endpoints/endpoint";
import { createEndpointKeyAction, revokeEndpointKeyAction } from "../actions";

interface KeyPanelProps {
  readonly keys: readonly EndpointKeyView[];
  readonly endpointId: string;
  readonly mayWrite: boolean;
}

/** Who may ask from elsewhere: each key is shown once and can be ended by itself. */
export function KeyPanel({ keys, endpointId, mayWrite }: KeyPanelProps) {
  const t = useTranslations("endpoints.keys");
  const [isMaking, setIsMaking] = useState(false);
  return (
    <Panel
      title={t("title")}
      flush
      actions={
        mayWrite ? (
          <Button size="low" onClick={() => setIsMaking(true)}>
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("make")}
          </Button>
        ) : null
      }
    >
      {keys.length === 0 ? <p className="px-4 pb-4 text-13 text-muted">{t("none")}</p> : null}
      <ul>
        {keys.map((key) => (
          <li key={key.id} className="flex min-h-10 flex-wrap items-center gap-x-3 border-border border-t px-4 py-1 text-13">
            <KeyRound aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
            <span className="min-w-0 truncate font-medium">{key.name}</span>
            <code className="font-mono text-12 text-muted">{key.hint}…</code>
            <span className="ml-auto text-muted">
              {key.lastUsedAt ? t.rich("lastUsed", { time: () => <Time at={key.lastUsedAt ?? ""} /> }) : t("neverUsed")}
            </span>
            <span className={key.isExpired ? "text-bad-text" : "text-muted"}>
              {t.rich(key.isExpired ? "expired" : "expires", { time: () => <Time at={key.expiresAt} form="date" /> })}
            </span>
            {mayWrite ? <Revoke id={key.id} name={key.name} /> : null}
          </li>
        ))}
      </ul>
      <MakeKey endpointId={endpointId} open={isMaking} onOpenChange={setIsMaking} />
    </Panel>
  );
}

function Revoke({ id, name }: { readonly id: string; readonly name: string }) {
  const t = useTranslations("endpoints.keys");
  return (
    <DangerDialog
      trigger={
        <Button look="bare" size="lowIcon" aria-label={t("revokeOne", { name })}>
          <X aria-hidden="true" strokeWidth={1.75} />
        </Button>
      }
      title={t("revokeTitle", { name })}
      verb={t("revoke")}
      onConfirm={async () => {
        const result = await revokeEndpointKeyAction({ id });
        return result.ok ? undefined : result.message;
      }}
    >
      <p>{t("revokeWords")}</p>
    </DangerDialog>
  );
}

interface MakeKeyProps {
  readonly endpointId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function MakeKey({ endpointId, open, onOpenChange }: MakeKeyProps) {
  const t = useTranslations("endpoints.keys");
  const router = useRouter();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [token, setToken] = useState<string | null>(null);
  const { busy, error, fields, submit } = useSubmit(createEndpointKeyAction, (made) => {
    setToken(made.token);
    router.refresh();
  });

  function change(next: boolean) {
    onOpenChange(next);
    if (next) return;
    setToken(null);
    setName("");
  }

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ endpointId, name, days: Number(days) });
  }

  return (
    <Dialog open={open} onOpenChange={change} title={t("make")} description={token === null ? t("makeWords") : t("onceWords")}>
      {token === null ? (
        <Form onSubmit={send} className="grid gap-4">
          <Field label={t("name")} error={fields.name} required>
            <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} placeholder={t("namePlaceholder")} />
          </Field>
          <Field label={t("days")} error={fields.days} required>
            <Input inputMode="numeric" value={days} onChange={(event) => setDays(event.target.value)} />
          </Field>
          {error ? (
            <p role="alert" className="text-13 text-bad-text">
              {error}
            </p>
          ) : null}
          <Button type="submit" look="primary" busy={busy} className="justify-self-end">
            {t("make")}
          </Button>
        </Form>
      ) : (
        <div className="grid gap-3">
          <CopyLine value={token} label={t("copy")} />
          <CopyLine value={`export KEY=${token}`} label={t("copy")} />
          <Button look="primary" className="justify-self-end" onClick={() => change(false)}>
            {t("done")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
