import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { NothingHere } from "@/components/shell/nothing-here";
import { Logo } from "@/components/ui/stones";
import type { UserActor } from "@/lib/auth/actor";
import { findActor } from "@/lib/auth/require-actor";
import { AppError } from "@/lib/errors";
import { getProjectBySlug } from "@/lib/projects/get-project";
import type { ProjectView } from "@/lib/projects/project";

export async function generateMetadata() {
  return { title: (await getTranslations("shell.notFound"))("title") };
}

/** No page has this address. Who is signed in keeps the sidebar, and so a way on. */
export default async function NotFound() {
  const actor = await findActor();
  if (actor && !actor.mustChangePassword) {
    return (
      <ConsoleShell project={await findProjectOfPath(actor)}>
        <NothingHere />
      </ConsoleShell>
    );
  }
  return (
    <main className="flex min-h-dvh flex-col bg-surface">
      <div className="p-4 md:px-6">
        <Logo />
      </div>
      <NothingHere />
    </main>
  );
}

/** The project whose page was asked for: what is missing in it leaves its frame. */
async function findProjectOfPath(actor: UserActor): Promise<ProjectView | undefined> {
  const [, slug = ""] = ((await headers()).get("x-cairn-path") ?? "").split(/[/?]/);
  try {
    return await getProjectBySlug(actor, decodeURIComponent(slug));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
