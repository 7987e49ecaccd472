import { eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, endpoints, jobs, projects, revisions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform, isUuid } from "@/lib/auth/authorize";
import type { NodeView } from "@/lib/cluster/node";
import { problemOf } from "@/lib/cluster/node-item";
import { nodePicture } from "@/lib/cluster/node-picture";
import type { NodeWorkload } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";

/** One node with all that is known of it, and what of this installation runs there. */
export async function getNode(actor: Actor, name: string): Promise<NodeView & { readonly revision: number }> {
  await authorizePlatform(actor, "platform:read");
  const picture = await nodePicture(env.CAIRN_COMPUTE);
  const node = picture.find(name);
  const item = picture.items.find((one) => one.name === name);
  if (!node || !item) throw notFound();
  return {
    ...item,
    revision: picture.revision,
    version: node.cluster?.version ?? null,
    isolation: node.isolation,
    labels: node.labels,
    taints: (node.cluster?.taints ?? []).map(({ key, value, effect }) => ({ key, effect, ...(value === undefined ? {} : { value }) })),
    conditions: node.conditions.map((condition) => ({
      type: condition.type,
      ok: condition.ok,
      message: problemOf(condition),
      detail: condition.message ?? null,
      since: condition.since ?? null,
    })),
    workloads: await named(node.cluster?.workloads ?? []),
  };
}

interface Named {
  readonly kind: "job" | "endpoint";
  readonly name: string;
  readonly slug: string;
  readonly projectSlug: string;
  readonly projectName: string;
}

/** Workloads under the names that people gave to their jobs and endpoints. */
async function named(workloads: readonly NodeWorkload[]): Promise<NodeView["workloads"]> {
  const ids = workloads.map(({ id }) => id).filter(isUuid);
  const [ofJobs, ofEndpoints] = ids.length === 0 ? [[], []] : await Promise.all([namesOfJobs(ids), namesOfEndpoints(ids)]);
  const known = new Map<string, Named>();
  for (const row of ofJobs) known.set(row.id, { kind: "job", ...row });
  for (const row of ofEndpoints) known.set(row.id, { kind: "endpoint", ...row });
  return workloads
    .map(({ id, pods, resources }) => {
      const found = known.get(id);
      return {
        kind: found?.kind ?? ("unknown" as const),
        id,
        name: found?.name ?? id,
        slug: found?.slug ?? null,
        project: found ? { slug: found.projectSlug, name: found.projectName } : null,
        pods,
        cpuMilli: resources.cpuMilli,
        memoryBytes: resources.memoryBytes,
        accelerators: { ...resources.accelerators },
      };
    })
    .toSorted((a, b) => b.cpuMilli - a.cpuMilli);
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
