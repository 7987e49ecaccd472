import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, endpoints, environments, environmentVersions, jobs, revisions, runs } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeRow, authorizeSelf } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";

/** Whether the log of an attempt, a revision or an environment's build may be read. */
export async function authorizeLog(actor: Actor, subjectId: string): Promise<void> {
  const [attempt] = await db.select({ jobId: attempts.jobId }).from(attempts).where(eq(attempts.id, subjectId));
  if (attempt) return void (await authorizeRow(actor, "job:read", jobs, attempt.jobId));
  const [revision] = await db.select({ endpointId: revisions.endpointId }).from(revisions).where(eq(revisions.id, subjectId));
  if (revision) return void (await authorizeRow(actor, "endpoint:read", endpoints, revision.endpointId));
  const [build] = await db
    .select({ projectId: environments.projectId })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .where(eq(environmentVersions.id, subjectId));
  if (!build) throw notFound();
  // An environment of the platform is everyone's.
  if (build.projectId === null) return void authorizeSelf(actor, "read");
  await authorize(actor, "environment:read", build.projectId);
}

/** Whether the points of a run may be read. */
export async function authorizeRun(actor: Actor, runId: string): Promise<void> {
  await authorizeRow(actor, "job:read", runs, runId);
}
