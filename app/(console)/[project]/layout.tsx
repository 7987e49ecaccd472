import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { ChangesFrom } from "@/components/live/changes-start";
import { LivePage } from "@/components/live/live-page";
import { AppError } from "@/lib/errors";
import { found } from "@/lib/http/found";
import { changesBefore } from "@/lib/stream/changes-before";
import { isWholePage, titleOfPlace } from "./place";

interface ProjectLayoutProps {
  readonly children: ReactNode;
  readonly params: Promise<{ project: string }>;
}

export async function generateMetadata({ params }: ProjectLayoutProps): Promise<Metadata> {
  const { project } = await params;
  const title = await titleOfPlace(project).catch(titleOfNothing);
  // A layout that names its own title ends the template of the one above.
  return { title: { default: title, template: "%s · Cairn" } };
}

/** What the counts in the sidebar are made of. */
const counted = ["job", "endpoint"];

export default async function ProjectLayout({ children, params }: ProjectLayoutProps) {
  const { project: slug } = await params;
  const { actor, project } = await loadProject(slug);
  // Once the skeleton below is sent, an answer is a 200.
  if (await isWholePage()) await found(titleOfPlace(slug));
  return (
    <ChangesFrom seq={await changesBefore(actor, project.id)}>
      <ConsoleShell project={project}>
        <LivePage projectId={project.id} types={counted} />
        {children}
      </ConsoleShell>
    </ChangesFrom>
  );
}

/** The page itself says that there is nothing; anything else is no title. */
async function titleOfNothing(error: unknown): Promise<string> {
  if (!(error instanceof AppError)) throw error;
  return (await getTranslations("shell.notFound"))("title");
}
