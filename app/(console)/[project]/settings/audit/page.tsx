import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { AuditTable } from "@/components/account/audit-table";
import { auditSearchQuery } from "@/lib/audit/audit-event";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { found } from "@/lib/http/found";

interface ProjectAuditPageProps {
  readonly params: Promise<{ project: string }>;
  readonly searchParams: Promise<Record<string, string | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("audit") };
}

export default async function ProjectAuditPage({ params, searchParams }: ProjectAuditPageProps) {
  const { actor, project } = await loadProject((await params).project);
  const t = await getTranslations("audit");
  const events = await found(listAuditEvents(actor, { ...auditSearchQuery(await searchParams), projectId: project.id }));
  return (
    <div className="grid gap-3">
      <p className="text-13 text-muted">{t("sentence")}</p>
      <AuditTable events={events.items} total={events.total} next={events.nextCursor} />
    </div>
  );
}
