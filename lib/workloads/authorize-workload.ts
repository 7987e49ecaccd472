import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, endpoints, jobs, revisions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeWorkloadKey } from "@/lib/auth/authorize";
import { AppError, notFound } from "@/lib/errors";

export interface AttemptWorkload {
  readonly kind: "attempt";
  readonly attempt: typeof attempts.$inferSelect;
  readonly job: typeof jobs.$inferSelect;
}

export interface RevisionWorkload {
  readonly kind: "revision";
  readonly revision: typeof revisions.$inferSelect;
  readonly endpoint: typeof endpoints.$inferSelect;
}

/** The workload that asks by its own token, as long as it has not ended. */
export async function authorizeWorkload(actor: Actor): Promise<AttemptWorkload | RevisionWorkload> {
  const id = authorizeWorkloadKey(actor);
  const [ofJob] = await db
    .select({ attempt: attempts, job: jobs })
    .from(attempts)
    .innerJoin(jobs, eq(jobs.id, attempts.jobId))
    .where(and(eq(attempts.id, id), isNull(attempts.flushedAt)));
  if (ofJob) return { kind: "attempt", ...ofJob };
  const [ofEndpoint] = await db
    .select({ revision: revisions, endpoint: endpoints })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .where(and(eq(revisions.id, id), isNull(revisions.endedAt)));
  if (ofEndpoint) return { kind: "revision", ...ofEndpoint };
  throw new AppError("unauthenticated", "errors.unauthenticated");
}

/** The same where only an attempt of a job has such a thing. */
export async function authorizeAttemptToken(actor: Actor): Promise<AttemptWorkload> {
  const workload = await authorizeWorkload(actor);
  if (workload.kind !== "attempt") throw notFound();
  return workload;
}
