import type { ReactNode } from "react";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { ChangesFrom } from "@/components/live/changes-start";
import { LivePage } from "@/components/live/live-page";
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
  const { actor, project } = await loadProject((await params).project);
  return (
    <ChangesFrom seq={await changesBefore(actor, project.id)}>
      <ConsoleShell project={project}>
        <LivePage projectId={project.id} types={counted} />
        {children}
      </ConsoleShell>
    </ChangesFrom>
  );
}
