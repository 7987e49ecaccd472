import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CheckButton } from "@/app/(console)/admin/audit/check-button";
import { AuditTable } from "@/components/account/audit-table";
import { Page } from "@/components/ui/page";
import { auditSearchQuery } from "@/lib/audit/audit-event";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

export default async function AuditPage({ searchParams }: { readonly searchParams: Promise<Record<string, string | undefined>> }) {
  const actor = await requireActor();
  const t = await getTranslations("audit");
  const events = await found(listAuditEvents(actor, auditSearchQuery(await searchParams)));
  return (
    <Page title={t("title")} sentence={t("sentence")} actions={<CheckButton />}>
      <AuditTable events={events.items} total={events.total} next={events.nextCursor} />
    </Page>
  );
}
