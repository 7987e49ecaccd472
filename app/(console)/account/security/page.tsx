import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PasswordForm } from "@/app/(console)/account/security/password-form";
import { SessionList } from "@/app/(console)/account/security/session-list";
import { Panel } from "@/components/ui/page";
import { listSessions } from "@/lib/accounts/list-sessions";
import { requireActor } from "@/lib/auth/require-actor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.tabs"))("security") };
}

export default async function SecurityPage() {
  const actor = await requireActor();
  const t = await getTranslations("account");
  const sessions = await listSessions(actor);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_344px] lg:gap-8">
      <SessionList sessions={sessions} />
      <Panel title={t("password.title")}>
        <p className="mb-3 text-13 text-muted">{t("password.sentence")}</p>
        <PasswordForm name={actor.name} />
      </Panel>
    </div>
  );
}
