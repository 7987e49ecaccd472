"use client";

import { useMessages, useTranslations } from "next-intl";
import { useCallback } from "react";
import { Tag } from "@/components/ui/tag";
import type { AuditEventView } from "@/lib/audit/audit-event";
import type { en } from "@/lib/i18n/messages/en";

type Verbs = (typeof en)["audit"]["verb"];
type VerbKey = { [N in keyof Verbs & string]: `${N}.${keyof Verbs[N] & string}` }[keyof Verbs & string];
type OwnKey = `user.${keyof (typeof en)["audit"]["own"]["user"]}`;

/** “ada created the project vision-lab”, in the reader's language; a verb without words of its own stands as it is. */
export function AuditSentence({ event }: { readonly event: AuditEventView }) {
  const t = useTranslations("audit");
  const { audit } = useMessages();
  const { verb, actorId, actorName, subjectName, outcome } = event;
  const part = actorId === null ? parts.find((name) => name === actorName) : undefined;
  const isOwnDeed = event.subjectType === "user" && event.subjectId === actorId;
  const words =
    isOwnDeed && hasWords(audit?.own, verb)
      ? t(`own.${verb as OwnKey}`)
      : hasWords(audit?.verb, verb)
        ? t(`verb.${verb as VerbKey}`)
        : undefined;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate max-sm:whitespace-normal">
        {t.rich(isOwnDeed ? "ownSentence" : "sentenceOf", {
          actor: () => <b className="font-medium">{part ? t(`by.${part}`) : actorName}</b>,
          verb: () =>
            words ?? (
              <>
                {outcome === "denied" ? `${t("tried")} ` : null}
                <code className="font-mono text-12 text-secondary">{verb}</code>
              </>
            ),
          subject: () => <b className="font-medium">{subjectName}</b>,
        })}
      </span>
      {outcome === "done" ? null : <Tag look="warn">{t(`outcome.${outcome}`)}</Tag>}
    </span>
  );
}

/** Changed fields with their values, as far as they are no secrets. */
export function AuditDetails({ event }: { readonly event: AuditEventView }) {
  const pairs = Object.entries(event.fields).filter(([, value]) => value !== null && value !== "");
  if (pairs.length === 0) return null;
  const text = pairs.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(" · ");
  return (
    <span className="block max-w-80 truncate text-12 text-muted" title={text}>
      {text}
    </span>
  );
}

/** Parts of Cairn that act without a person. */
const parts = ["worker", "setup", "shell", "sign-in"] as const;
const sources = ["session", ...parts] as const;

/** By what somebody acted: his browser, a key, the shell of the machine. */
export function useAuditSource(): (event: AuditEventView) => string {
  const t = useTranslations("audit.by");
  return useCallback(
    ({ credential }) => {
      if (credential.startsWith("key:")) return t("key", { hint: credential.slice(4) });
      const known = sources.find((source) => source === credential);
      return known ? t(known) : credential;
    },
    [t],
  );
}

function hasWords(verbs: unknown, verb: string): boolean {
  return (
    verb.split(".").reduce((tree, part) => (tree !== null && typeof tree === "object" ? Reflect.get(tree, part) : undefined), verbs) !==
    undefined
  );
}
