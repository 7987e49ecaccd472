import { eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, endpoints, jobs, projects, revisions } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";

export interface WorkloadName {
  readonly kind: "job" | "endpoint";
  readonly name: string;
  readonly slug: string;
  readonly project: { readonly slug: string; readonly name: string };
}

/** The names that people gave to the jobs and endpoints behind workloads; what is nobody's here is missing. */
export async function workloadNames(workloads: readonly string[]): Promise<ReadonlyMap<string, WorkloadName>> {
  const ids = workloads.filter(isUuid);
  if (ids.length === 0) return new Map();
  const [ofJobs, ofEndpoints] = await Promise.all([namesOfJobs(ids), namesOfEndpoints(ids)]);
  const named = (kind: WorkloadName["kind"]) => (row: (typeof ofJobs)[number]) =>
    [row.id, { kind, name: row.name, slug: row.slug, project: { slug: row.projectSlug, name: row.projectName } }] as const;
  return new Map([...ofJobs.map(named("job")), ...ofEndpoints.map(named("endpoint"))]);
}

function namesOfJobs(ids: readonly string[]) {
  return db
    .select({ id: attempts.id, name: jobs.name, slug: jobs.slug, projectSlug: projects.slug, projectName: projects.name })
    .from(attempts)
    .innerJoin(jobs, eq(jobs.id, attempts.jobId))
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .where(inArray(attempts.id, [...ids]));
}

function namesOfEndpoints(ids: readonly string[]) {
  return db
    .select({ id: revisions.id, name: endpoints.name, slug: endpoints.slug, projectSlug: projects.slug, projectName: projects.name })
    .from(revisions)
    .innerJoin(endpoints, eq(endpoints.id, revisions.endpointId))
    .innerJoin(projects, eq(projects.id, endpoints.projectId))
    .where(inArray(revisions.id, [...ids]));
}
