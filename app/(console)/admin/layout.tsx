import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/app/(console)/console-shell";
import { requireActor } from "@/lib/auth/require-actor";

/** The installation's own pages; to everyone else there is nothing here. Each page's verb authorizes once more. */
export default async function AdminLayout({ children }: { readonly children: ReactNode }) {
  const { isAdministrator } = await requireActor();
  if (!isAdministrator) notFound();
  return <ConsoleShell>{children}</ConsoleShell>;
}
