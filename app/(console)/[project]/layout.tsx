import type { ReactNode } from "react";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { ChangesFrom } from "@/components/live/changes-start";
import { LivePage } from "@/components/live/live-page";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { changesBefore } from "@/lib/stream/changes-before";

/** What the counts in the sidebar are made of. */
const counted = ["job", "endpoint"];

export default async function ProjectLayout({
  children,
  params,
}: {
  readonly children: ReactNode;
  readonly params: Promise<{ project: string }>;
}) {
  const actor = await requireActor();
  const { project: slug } = await params;
  const project = await found(getProjectBySlug(actor, decodeURIComponent(slug)));
  return (
    <ChangesFrom seq={await changesBefore(actor, project.id)}>
      <ConsoleShell project={project}>
        <LivePage projectId={project.id} types={counted} />
        {children}
      </ConsoleShell>
    </ChangesFrom>
  );
}
