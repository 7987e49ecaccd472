import type { Workload } from "@/lib/compute/workload";
import { env } from "@/lib/env";

/** The first numeric account of projects; Cairn's own processes have those just above `CAIRN_UID_BASE`. */
const firstOffset = 1_000;
export const firstTenantUid = env.CAIRN_UID_BASE + firstOffset;

/** Whose rights the programs of a project get: an account of its own on one machine. */
export function tenantOf(project: { readonly id: string; readonly uidOffset: number }): Workload["tenant"] {
  return { projectId: project.id, uid: firstTenantUid + project.uidOffset };
}
