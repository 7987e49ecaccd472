import type { ReactNode } from "react";
import { ShellWithActions } from "@/app/(console)/shell-with-actions";
import { requireActor } from "@/lib/auth/require-actor";
import { env } from "@/lib/env";
import { listInbox } from "@/lib/inbox/list-inbox";
import { listOperations } from "@/lib/operations/list-operations";
import { listProjects } from "@/lib/projects/list-projects";
import type { ProjectView } from "@/lib/projects/project";
import { countLive } from "@/lib/search/count-live";
import { version } from "@/package.json";

interface ConsoleShellProps {
  /** The project of the page; the platform's pages leave it out and show the first one's areas. */
  readonly project?: ProjectView | undefined;
  readonly children: ReactNode;
}

/** The frame around a signed-in person's page, with what the frame shows of the project. */
export async function ConsoleShell({ project, children }: ConsoleShellProps) {
  const actor = await requireActor();
  const projects = await listProjects(actor);
  const shown = project ?? projects[0];
  const [inbox, operations, counts] = await Promise.all([
    listInbox(actor),
    shown ? listOperations(actor, shown.id) : [],
    shown ? countLive(actor, shown.id) : { jobs: 0, endpoints: 0 },
  ]);
  return (
    <ShellWithActions
      data={{
        account: { name: actor.name, displayName: actor.displayName, isAdministrator: actor.isAdministrator },
        projects: projects.map(({ id, slug, name, kind }) => ({ id, slug, name, kind })),
        project: shown ? { id: shown.id, slug: shown.slug, name: shown.name, kind: shown.kind } : null,
        isProjectPage: project !== undefined,
        mayWrite: shown !== undefined && shown.role !== "viewer",
        counts,
        inbox,
        operations,
        version,
        runsOn: env.CAIRN_COMPUTE === "kubernetes" ? "cluster" : "machine",
      }}
    >
      {children}
    </ShellWithActions>
  );
}
