"use client";

import { useTranslations } from "next-intl";
import { endAllSessionsAction, endSessionAction } from "@/app/(console)/account/actions";
import { useSubmit } from "@/components/account/use-submit";
import { whileSignedIn } from "@/components/account/while-signed-in";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { Panel } from "@/components/ui/page";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { SessionView } from "@/lib/accounts/session";

export function SessionList({ sessions }: { readonly sessions: readonly SessionView[] }) {
  const t = useTranslations("account.sessions");

  async function endAll() {
    const result = await whileSignedIn(() => endAllSessionsAction({}));
    if (!result.ok) return result.message;
    window.location.assign("/sign-in");
    return undefined;
  }

  return (
    <Panel
      title={t("title")}
      actions={
        <DangerDialog trigger={<Button size="low">{t("endAll")}</Button>} title={t("endAllTitle")} verb={t("endAll")} onConfirm={endAll}>
          <p>{t("endAllSentence", { count: sessions.length })}</p>
        </DangerDialog>
      }
    >
      <p className="pb-3 text-13 text-muted">{t("sentence", { count: sessions.length })}</p>
      <Table label={t("title")}>
        <thead>
          <tr>
            <Th>{t("browser")}</Th>
            <Th className="max-sm:hidden">{t("address")}</Th>
            <Th>{t("lastSeen")}</Th>
            <Th className="max-sm:hidden">{t("since")}</Th>
            <Th />
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <Tr key={session.id}>
              <Td>
                <Device session={session} />
              </Td>
              <Td className="font-mono text-12 max-sm:hidden">{session.address ?? "–"}</Td>
              <Td>
                <Time at={session.lastSeenAt} />
              </Td>
              <Td className="max-sm:hidden">
                <Time at={session.createdAt} />
              </Td>
              <Td className="text-right">{session.isCurrent ? <Tag look="accent">{t("current")}</Tag> : <EndButton id={session.id} />}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function Device({ session: { browser, system } }: { readonly session: SessionView }) {
  const t = useTranslations("account.sessions");
  if (browser === "") return <span>{system || t("unknown")}</span>;
  return <span>{system === "" ? browser : t("on", { browser, system })}</span>;
}

function EndButton({ id }: { readonly id: string }) {
  const t = useTranslations("account.sessions");
  const { busy, error, submit } = useSubmit(endSessionAction, () => void toast.success(t("ended")));
  return (
    <span className="inline-flex items-center gap-2">
      {error ? <span className="text-12 text-bad-text">{error}</span> : null}
      <Button size="low" look="bare" busy={busy} onClick={() => submit({ id })}>
        {t("end")}
      </Button>
    </span>
  );
}
