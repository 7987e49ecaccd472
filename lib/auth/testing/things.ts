import { eq } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import {
  datasets,
  datasetVersions,
  endpoints,
  environments,
  jobs,
  models,
  modelVersions,
  nodes,
  operations,
  projects,
  registryCredentials,
  revisions,
  secrets,
  tenantPlaces,
  type users,
} from "@/db/schema";
import { aDataset, aDraft, aVersion } from "@/db/testing/data-factories";
import { aBinding, actorOf, aProject, aUser } from "@/db/testing/factories";
import { aNode } from "@/db/testing/node-factories";
import { aModelVersion, anEndedJob, aToken } from "@/db/testing/serve-factories";
import { aJob, anEnvironment } from "@/db/testing/train-factories";
import { aSharedVolume } from "@/db/testing/volume-factories";
import { startSession } from "@/lib/auth/start-session";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";

/** What a request can name, as it names it. */
export const thingNames = [
  "project",
  "person",
  "newcomer",
  "node",
  "namespace",
  "dataset",
  "version",
  "olderVersion",
  "draft",
  "environment",
  "environmentVersion",
  "job",
  "runningJob",
  "attempt",
  "runningAttempt",
  "run",
  "model",
  "modelVersion",
  "endpoint",
  "endpointKey",
  "secret",
  "registryLogin",
  "platformLogin",
  "sharedVolume",
  "operation",
  "accessKey",
  "session",
  "binnedProject",
  "binnedDataset",
  "binnedEnvironment",
  "binnedJob",
  "binnedModel",
  "binnedModelVersion",
  "binnedEndpoint",
] as const;
export type ThingName = (typeof thingNames)[number];
export type Things = Readonly<Record<ThingName, string>>;

/** What belongs to the owner himself and not to the project. */
export const ownThings: readonly ThingName[] = ["accessKey", "session"];

/** A project with one of everything, and the things of its owner that a request can name. */
export interface World {
  readonly owner: typeof users.$inferSelect;
  readonly things: Things;
}

export async function aWorld(): Promise<World> {
  const owner = await aUser();
  const project = await aProject({ owner });
  const person = await aUser();
  await aBinding(project.id, person.id, "member");
  const things = {
    project: project.id,
    person: person.id,
    newcomer: (await aUser()).name,
    node: await someNode(),
    namespace: await someNamespace(),
    ...(await someData(project)),
    ...(await someWork(project.id, owner)),
    ...(await someServing(project.id, owner)),
    ...(await someOfOnesOwn(owner)),
  };
  return { owner, things };
}

/** Names of the same form that nobody has. */
export function absentThings(): Things {
  return Object.fromEntries(thingNames.map((name) => [name, name === "newcomer" ? `nobody-${newId()}` : newId()])) as Things;
}

type Project = Awaited<ReturnType<typeof aProject>>;
type Owner = Awaited<ReturnType<typeof aUser>>;

async function someNode(): Promise<string> {
  const node = aNode({ name: `node-${newId()}` });
  await db.insert(nodes).values({ compute: env.CAIRN_COMPUTE, name: node.name, node });
  return node.name;
}

async function someNamespace(): Promise<string> {
  const projectId = newId();
  await db.insert(tenantPlaces).values({ compute: env.CAIRN_COMPUTE, projectId, name: `cairn-${projectId}`, isEnding: false });
  return projectId;
}

async function someData(project: Project) {
  const dataset = await aDataset(project);
  const olderVersion = await aVersion(dataset, { "a.csv": "x,y\n1,2\n" });
  const [version] = await db
    .insert(datasetVersions)
    .values({ ...olderVersion, id: newId(), number: 2, baseNumber: 1 })
    .returning();
  if (!version) throw new Error("insert returned no row");
  await db.update(datasets).set({ latestVersion: 2 }).where(eq(datasets.id, dataset.id));
  const draft = await aDraft({ ...dataset, latestVersion: 2 }, { "b.csv": "x\n3\n" });
  const binned = await aDataset(project, { deletedAt: new Date() });
  return { dataset: dataset.id, version: version.id, olderVersion: olderVersion.id, draft: draft.id, binnedDataset: binned.id };
}

async function someWork(projectId: string, owner: Owner) {
  const { environment, version } = await anEnvironment({ projectId });
  const binnedEnvironment = (await anEnvironment({ projectId })).environment.id;
  await db.update(environments).set({ deletedAt: new Date() }).where(eq(environments.id, binnedEnvironment));
  const given = { environmentVersionId: version.id };
  const { job, attempt, run } = await anEndedJob(projectId, owner.id, { "model.joblib": "bytes" }, given);
  const running = await aJob(projectId, owner.id, { ...given, status: "running" });
  const binnedJob = (await anEndedJob(projectId, owner.id, {}, given)).job.id;
  await db.update(jobs).set({ deletedAt: new Date() }).where(eq(jobs.id, binnedJob));
  const operation = newId();
  const secret = newId();
  await db.insert(operations).values({ id: operation, projectId, kind: "test", subjectType: "job", subjectId: job.id });
  const registryLogin = newId();
  const platformLogin = newId();
  const login = { username: "reader", sealed: Buffer.alloc(40), keyId: "test" };
  await db.insert(registryCredentials).values([
    { id: registryLogin, projectId, host: "registry.example", ...login },
    { id: platformLogin, projectId: null, host: `${platformLogin}.example`, ...login },
  ]);
  const sharedVolume = (await aSharedVolume()).id;
  await db.insert(secrets).values({ id: secret, projectId, name: "TOKEN", sealed: Buffer.alloc(40), keyId: "test" });
  return {
    environment: environment.id,
    environmentVersion: version.id,
    binnedEnvironment,
    job: job.id,
    attempt: attempt.id,
    run: run.id,
    runningJob: running.job.id,
    runningAttempt: running.attempt.id,
    binnedJob,
    operation,
    secret,
    registryLogin,
    platformLogin,
    sharedVolume,
  };
}

async function someServing(projectId: string, owner: Owner) {
  const actor = actorOf(owner);
  const { model, version } = await aModelVersion(actor, projectId);
  const binned = await aModelVersion(actor, projectId, "old digits");
  const [binnedVersion] = await db
    .insert(modelVersions)
    .values({ ...(await modelVersionRow(version.id)), id: newId(), number: 2, deletedAt: new Date() })
    .returning();
  if (!binnedVersion) throw new Error("insert returned no row");
  await db.update(models).set({ deletedAt: new Date() }).where(eq(models.id, binned.model.id));
  const endpoint = await anEndpoint(projectId, owner.id, version.id, {});
  const binnedEndpoint = await anEndpoint(projectId, owner.id, version.id, {
    wantsRunning: false,
    status: "stopped",
    deletedAt: new Date(),
  });
  return {
    model: model.id,
    modelVersion: version.id,
    binnedModel: binned.model.id,
    binnedModelVersion: binnedVersion.id,
    endpoint,
    binnedEndpoint,
    endpointKey: (await aToken({ kind: "endpoint", userId: owner.id, subjectId: endpoint, projectIds: [projectId] })).id,
  };
}

async function modelVersionRow(id: string) {
  const [row] = await db.select().from(modelVersions).where(eq(modelVersions.id, id));
  if (!row) throw new Error("no such version");
  return row;
}

async function anEndpoint(projectId: string, createdBy: string, modelVersionId: string, values: Partial<typeof endpoints.$inferInsert>) {
  const id = newId();
  const revision = newId();
  const { version } = await anEnvironment();
  const name = `endpoint-${id.slice(-8)}`;
  await db
    .insert(endpoints)
    .values({ id, projectId, slug: name, name, createdBy, latestRevision: 1, currentRevisionId: revision, ...values });
  await db.insert(revisions).values({
    id: revision,
    endpointId: id,
    number: 1,
    modelVersionId,
    environmentVersionId: version.id,
    cpuMilli: 1_000,
    memoryBytes: 2 ** 30,
    createdBy,
  });
  return id;
}

async function someOfOnesOwn(owner: Owner) {
  const session = await transaction((tx) => startSession(tx, owner.id, { address: null, userAgent: null }));
  const binned = await aProject({ owner });
  await db.update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, binned.id));
  return { accessKey: (await aToken({ kind: "personal", userId: owner.id })).id, session: session.id, binnedProject: binned.id };
}
