"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { setEgressAction } from "@/app/(console)/[project]/settings/actions";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { PolicyState } from "@/components/cluster/policy-state";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { ProjectLimitsView } from "@/lib/projects/limits";
import type { ProjectView } from "@/lib/projects/project";

interface Line {
  readonly key: number;
  readonly to: string;
  readonly ports: string;
  readonly isPrivate: boolean;
}

/** Where what runs may connect to: a list that owners keep and everybody in the project sees. */
export function EgressForm({ project, limits }: { readonly project: ProjectView; readonly limits: ProjectLimitsView }) {
  const t = useTranslations("projects.egress");
  const [lines, setLines] = useState<readonly Line[]>(() =>
    limits.egress.map(({ to, ports, mayBePrivate }, key) => ({ key, to, ports: ports.join(", "), isPrivate: mayBePrivate })),
  );
  const [unread, setUnread] = useState<ReadonlyMap<number, string>>(new Map());
  const { busy, error, fields, submit } = useSubmit(setEgressAction, () => void toast.success(t("saved")));
  const isOwner = project.role === "owner";
  const change = (key: number, values: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, isPrivate: false, ...values } : line)));

  function send(event: FormEvent) {
    event.preventDefault();
    const read = lines.map(({ key, to, ports }) => ({ key, to, ports: readPorts(ports), text: ports }));
    setUnread(new Map(read.flatMap(({ key, ports, text }) => (ports ? [] : [[key, text]]))));
    if (read.some(({ ports }) => !ports)) return;
    submit({ projectId: project.id, version: limits.version, egress: read.map(({ to, ports }) => ({ to, ports: ports ?? [] })) });
  }

  return (
    <Form onSubmit={send} className="grid gap-3">
      <div className="grid gap-1">
        <h2>{t("title")}</h2>
        <p className="text-13 text-muted">{t("sentence")}</p>
        {limits.policy ? <PolicyState policy={limits.policy} className="mt-2" /> : null}
        {limits.isInCluster ? null : <p className="text-13 text-muted">{t("notEnforced")}</p>}
      </div>
      {lines.length === 0 ? <p className="text-13">{t("empty")}</p> : null}
      {lines.map(({ key, to, ports, isPrivate }, at) => (
        <div key={key} className="grid grid-cols-[minmax(0,1fr)_5rem_auto] sm:grid-cols-[minmax(0,1fr)_9rem_auto] items-start gap-2">
          <Field label={t("place")} labelHidden={at > 0} error={fields[`egress.${at}.to`]} hint={isPrivate ? t("mayBePrivate") : undefined}>
            <Input mono readOnly={!isOwner} value={to} onChange={(event) => change(key, { to: event.target.value })} />
          </Field>
          <Field
            label={t("ports")}
            labelHidden={at > 0}
            error={unread.has(key) ? t("portsWrong", { ports: unread.get(key) ?? "" }) : fields[`egress.${at}.ports`]}
          >
            <Input
              mono
              readOnly={!isOwner}
              value={ports}
              placeholder={isOwner ? t("portsHint") : t("all")}
              onChange={(event) => change(key, { ports: event.target.value })}
            />
          </Field>
          {isOwner ? (
            <Button
              look="bare"
              className={at === 0 ? "mt-6" : ""}
              aria-label={t("remove", { line: to })}
              onClick={() => setLines(lines.filter((line) => line.key !== key))}
            >
              <X aria-hidden="true" strokeWidth={1.75} />
            </Button>
          ) : null}
        </div>
      ))}
      <FormError>{error}</FormError>
      {isOwner ? (
        <>
          <p className="text-12 text-muted">{t("world")}</p>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setLines([...lines, { key: nextKey(lines), to: "", ports: "443", isPrivate: false }])}>
              <Plus aria-hidden="true" strokeWidth={1.75} />
              {t("add")}
            </Button>
            <Button type="submit" look="primary" busy={busy}>
              {t("save")}
            </Button>
          </div>
        </>
      ) : null}
    </Form>
  );
}

function nextKey(lines: readonly Line[]): number {
  return Math.max(-1, ...lines.map(({ key }) => key)) + 1;
}

/** Undefined where it is not all numbers of ports. */
function readPorts(text: string): number[] | undefined {
  const parts = text.split(/[\s,，、]+/).filter((part) => part !== "");
  const isPort = (part: string) => /^\d{1,5}$/.test(part) && Number(part) >= 1 && Number(part) <= 65_535;
  return parts.every(isPort) ? parts.map(Number) : undefined;
}
