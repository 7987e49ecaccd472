import { db } from "@/db/client";
import { attempts, endpoints, jobInputs, type jobs, revisions } from "@/db/schema";
import { aDataset, aVersion } from "@/db/testing/data-factories";
import { actorOf, aProject, aUser } from "@/db/testing/factories";
import { aModelVersion } from "@/db/testing/serve-factories";
import { aJob, anEnvironment } from "@/db/testing/train-factories";
import type { UserActor } from "@/lib/auth/actor";
import { actorOfToken } from "@/lib/auth/actor-of-token";
import { newId } from "@/lib/id";
import { grantAccess } from "@/lib/workloads/grant-access";

/** Whoever speaks through this token now; null for nobody. */
export function byToken(token: string): Promise<UserActor | null> {
  return actorOfToken(token, { requestId: "test", address: null, locale: "en" });
}

async function actorBy(token: string): Promise<UserActor> {
  const actor = await byToken(token);
  if (!actor) throw new Error("nobody has this token");
  return actor;
}

/** A job that runs, with the token of its attempt. Its inputs are datasets by their target: files by path and text. */
export async function aRunningAttempt(
  given: {
    project?: Awaited<ReturnType<typeof aProject>>;
    status?: (typeof jobs.$inferInsert)["status"] & string;
    inputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  } = {},
) {
  const owner = await aUser();
  const project = given.project ?? (await aProject({ owner }));
  const { job, attempt, run } = await aJob(project.id, owner.id, { status: given.status ?? "running" });
  for (const [position, [target, files]] of Object.entries(given.inputs ?? {}).entries()) {
    const version = await aVersion(await aDataset(project), files);
    await db.insert(jobInputs).values({ jobId: job.id, position, datasetVersionId: version.id, target });
  }
  const { token } = await grantAccess({ workloadId: attempt.id, projectId: project.id, userId: owner.id });
  return { owner, project, job, attempt, run, token, actor: await actorBy(token) };
}

/** A revision of an endpoint that is being started, with its token. */
export async function aStartingRevision() {
  const owner = await aUser();
  const project = await aProject({ owner });
  const { version } = await aModelVersion(actorOf(owner), project.id);
  const environment = await anEnvironment();
  const [endpointId, id] = [newId(), newId()];
  const name = `endpoint-${endpointId.slice(-8)}`;
  await db.insert(endpoints).values({ id: endpointId, projectId: project.id, slug: name, name, createdBy: owner.id });
  await db.insert(revisions).values({
    id,
    endpointId,
    number: 1,
    modelVersionId: version.id,
    environmentVersionId: environment.version.id,
    cpuMilli: 1_000,
    memoryBytes: 2 ** 30,
    createdBy: owner.id,
  });
  const { token } = await grantAccess({ workloadId: id, projectId: project.id, userId: owner.id });
  return { project, endpointId, revisionId: id, token, actor: await actorBy(token) };
}

/** The attempt as it stands in its row now. */
export async function attemptRow(id: string): Promise<typeof attempts.$inferSelect> {
  const row = (await db.select().from(attempts)).find((one) => one.id === id);
  if (!row) throw new Error("no such attempt");
  return row;
}
