import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { LivePage } from "@/components/live/live-page";
import { requireActor } from "@/lib/auth/require-actor";
import { AppError } from "@/lib/errors";
import { getProjectBySlug } from "@/lib/projects/get-project";

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
  const project = await getProjectBySlug(actor, decodeURIComponent(slug)).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  });
  if (!project) notFound();
  return (
    <ConsoleShell project={project}>
      <LivePage projectId={project.id} types={counted} />
      {children}
    </ConsoleShell>
  );
}
