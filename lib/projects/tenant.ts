import type { Workload } from "@/lib/compute/workload";
import { env } from "@/lib/env";

/** The first numeric account of projects; Cairn's own processes have those just above `CAIRN_UID_BASE`. */
const firstOffset = 1_000;
export const firstTenantUid = env.CAIRN_UID_BASE + firstOffset;

/** The account of the tools that build environments: the next after those of Cairn's processes, and in no group of theirs. */
export const buildUid = env.CAIRN_UID_BASE + 5;

/** Numbers below 65,536 also exist where a container maps no more; so many fit below those that systems keep for themselves. */
const lowAccounts = 3_000;
const firstHighUid = 200_000;

/** Whose rights the programs of a project get: an account of its own on one machine. */
export function tenantOf({ id, uidOffset }: { readonly id: string; readonly uidOffset: number }): Workload["tenant"] {
  return { projectId: id, uid: uidOffset < lowAccounts ? firstTenantUid + uidOffset : firstHighUid + uidOffset };
}
