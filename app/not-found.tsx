import { getTranslations } from "next-intl/server";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { NothingHere } from "@/components/shell/nothing-here";
import { Logo } from "@/components/ui/stones";
import { findActor } from "@/lib/auth/require-actor";

export async function generateMetadata() {
  return { title: (await getTranslations("shell.notFound"))("title") };
}

/** No page has this address. Who is signed in keeps the sidebar, and so a way on. */
export default async function NotFound() {
  const actor = await findActor();
  if (actor && !actor.mustChangePassword) {
    return (
      <ConsoleShell>
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
