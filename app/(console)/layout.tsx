import type { ReactNode } from "react";
import { requireActor } from "@/lib/auth/require-actor";

/** Everything in here is for people who are signed in. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  await requireActor();
  return children;
}
