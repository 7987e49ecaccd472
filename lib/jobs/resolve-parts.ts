import { and, desc, eq, isNull, or } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets, datasetVersions, environments, environmentVersions } from "@/db/schema";
import { isUuid } from "@/lib/auth/authorize";
import { readPlace } from "@/lib/environments/read-place";
import { usableIn } from "@/lib/environments/usable-in";
import { AppError, type FieldError, invalidField } from "@/lib/errors";
import type { CreateJobInput } from "@/lib/jobs/job";
import { areApart } from "@/lib/jobs/mount-target";

export type ResolvedEnvironment = typeof environmentVersions.$inferSelect & { readonly name: string };

export interface ResolvedInput {
  readonly datasetVersionId: string;
  readonly target: string;
}

/** The environment's version that a project may use under this word: an address, an environment's id (newest version each) or a version's id. */
export async function resolveEnvironment(projectId: string, word: string): Promise<string> {
  return (await resolveEnvironmentVersion(projectId, word)).id;
}

/** The same with what it needs. Refused where nothing could ever be started in it. */
export async function resolveEnvironmentVersion(projectId: string, word: string): Promise<ResolvedEnvironment> {
  const rows = await db
    .select({ environment: environments, version: environmentVersions })
    .from(environments)
    .innerJoin(environmentVersions, eq(environmentVersions.environmentId, environments.id))
    .where(
      and(
        usableIn(projectId),
        isNull(environments.deletedAt),
        isUuid(word) ? or(eq(environments.id, word), eq(environmentVersions.id, word)) : eq(environments.slug, word),
      ),
    )
    .orderBy(desc(environmentVersions.number));
  const exact = rows.find((row) => row.version.id === word);
  const own = rows.find((row) => row.environment.projectId === projectId);
  const found = exact ?? own ?? rows[0];
  if (!found) throw invalidField("environment", "environments.notUsable");
  const place = await readPlace();
  const refusal = place(found.version);
  if (refusal) throw invalidField("environment", refusal.key, refusal.params);
  return { ...found.version, name: found.environment.name };
}

/** The versions that a project's job reads, each with its place. Every wrong line is named. */
export async function resolveInputs(projectId: string, inputs: CreateJobInput["inputs"]): Promise<readonly ResolvedInput[]> {
  const found = await Promise.all(inputs.map((input) => findVersion(projectId, input)));
  const targets = inputs.map((input, at) => input.target ?? defaultTarget(at, input.dataset, inputs));
  const refused: FieldError[] = [];
  for (const [at, version] of found.entries()) {
    if (version) continue;
    const { dataset, version: number } = inputs[at] ?? { dataset: "" };
    refused.push({
      path: `inputs.${at}.dataset`,
      key: number === undefined ? "jobs.refused.dataset" : "jobs.refused.datasetVersion",
      params: { name: dataset, number: number ?? 0 },
    });
  }
  if (!areApart(targets)) refused.push({ path: `inputs.${targets.length - 1}.target`, key: "jobs.refused.targetsOverlap" });
  const [first] = refused;
  if (first) throw new AppError("invalid", first.key, first.params, { fields: refused });
  return found.flatMap((version, at) => (version ? [{ datasetVersionId: version, target: targets[at] ?? "/data" }] : []));
}

/** Refuses a shared volume whose place another mount of the job needs. */
export function assertApart(inputs: readonly ResolvedInput[], volumes: readonly { readonly target: string }[]): void {
  for (const [at, { target }] of volumes.entries()) {
    const before = [...inputs, ...volumes.slice(0, at)].map((one) => one.target);
    if (!areApart([...before, target])) throw invalidField(`volumes.${at}.target`, "jobs.refused.volumeTarget", { target });
  }
}

/** `/data` for the first one, `/data-<address>` for the others. */
function defaultTarget(at: number, dataset: string, inputs: CreateJobInput["inputs"]): string {
  const isFirst = inputs.findIndex((input) => input.target === undefined) === at;
  if (isFirst) return "/data";
  return isUuid(dataset) ? `/data-${at + 1}` : `/data-${dataset}`;
}

async function findVersion(projectId: string, input: CreateJobInput["inputs"][number]): Promise<string | null> {
  const [row] = await db
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(
      and(
        eq(datasets.projectId, projectId),
        isNull(datasets.deletedAt),
        isUuid(input.dataset) ? eq(datasets.id, input.dataset) : eq(datasets.slug, input.dataset),
        eq(datasetVersions.status, "ready"),
        input.version === undefined ? undefined : eq(datasetVersions.number, input.version),
      ),
    )
    .orderBy(desc(datasetVersions.number))
    .limit(1);
  return row?.id ?? null;
}
