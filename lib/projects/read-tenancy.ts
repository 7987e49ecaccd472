import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { projectLimits, projects } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import { type Tenancy, unlimited } from "@/lib/compute/tenancy";
import { sharesOf } from "@/lib/volumes/shares-of";

/** What a living project may use and reach. */
export async function readTenancy(projectId: string): Promise<Tenancy | undefined> {
  if (!isUuid(projectId)) return undefined;
  const [found] = await db
    .select({ limits: projectLimits })
    .from(projects)
    .leftJoin(projectLimits, eq(projectLimits.projectId, projects.id))
    .where(and(eq(projects.id, projectId), isNull(projects.deletedAt)));
  if (!found) return undefined;
  const shares = await sharesOf(projectId);
  if (!found.limits) return { projectId, quota: unlimited, egress: [], podSecurity: "restricted", shares };
  const { egress, podSecurity, ...quota } = found.limits;
  const { cpuMilli, memoryBytes, storageBytes, replicas, accelerators } = quota;
  return { projectId, quota: { cpuMilli, memoryBytes, storageBytes, replicas, accelerators }, egress, podSecurity, shares };
}
