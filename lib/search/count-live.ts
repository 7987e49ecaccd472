import { and, count, eq, inArray, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { endpoints, jobs } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";

/** How many jobs of a project have not ended, and how many of its endpoints answer or are about to. */
export async function countLive(actor: Actor, projectId: string): Promise<{ readonly jobs: number; readonly endpoints: number }> {
  await authorize(actor, "project:read", projectId);
  const [liveJobs] = await db
    .select({ n: count() })
    .from(jobs)
    .where(and(eq(jobs.projectId, projectId), isNull(jobs.deletedAt), inArray(jobs.status, ["queued", "starting", "running", "stopping"])));
  const [liveEndpoints] = await db
    .select({ n: count() })
    .from(endpoints)
    .where(
      and(eq(endpoints.projectId, projectId), isNull(endpoints.deletedAt), inArray(endpoints.status, ["starting", "ready", "degraded"])),
    );
  return { jobs: liveJobs?.n ?? 0, endpoints: liveEndpoints?.n ?? 0 };
}
