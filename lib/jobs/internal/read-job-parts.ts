import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, environments, environmentVersions, jobs, projects } from "@/db/schema";
import { type Backend, type BackendName, backendNamed, defaultBackend } from "@/lib/compute/backends";

/** A job with all that its sync needs, as it stands in the rows now. */
export interface JobParts {
  readonly job: typeof jobs.$inferSelect;
  readonly attempt: typeof attempts.$inferSelect;
  readonly environment: typeof environments.$inferSelect;
  readonly environmentVersion: typeof environmentVersions.$inferSelect;
  readonly project: typeof projects.$inferSelect;
  /** The one that the attempt was given to; the default one before that. */
  readonly backend: Backend;
}

export async function readJobParts(jobId: string): Promise<JobParts | null> {
  const [row] = await db
    .select({ job: jobs, attempt: attempts, environment: environments, environmentVersion: environmentVersions, project: projects })
    .from(jobs)
    .innerJoin(attempts, and(eq(attempts.jobId, jobs.id), eq(attempts.number, jobs.attempt)))
    .innerJoin(environmentVersions, eq(environmentVersions.id, jobs.environmentVersionId))
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .where(eq(jobs.id, jobId));
  if (!row) return null;
  const { compute } = row.attempt;
  return { ...row, backend: compute === null ? defaultBackend() : backendNamed(compute as BackendName) };
}
