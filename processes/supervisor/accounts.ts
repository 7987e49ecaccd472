import type { Account } from "@/db/embedded/cluster";
import { env } from "@/lib/env";

export type Role = "database" | "web" | "worker" | "gateway";

const order: readonly Role[] = ["database", "web", "worker", "gateway"];

/**
 * Started as root, each process has a numeric account of its own and all share one group; otherwise everything runs as the person who
 * started it, and this is undefined.
 */
export function accountOf(role: Role): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: env.CAIRN_UID_BASE + 1 + order.indexOf(role), gid: sharedGroup() };
}

export function sharedGroup(): number {
  return env.CAIRN_UID_BASE;
}
