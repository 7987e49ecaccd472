import { and, eq, isNull, like, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { attempts, jobInputs, jobs, jobVolumes, runs } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { invalidField } from "@/lib/errors";
import { newId } from "@/lib/id";
import { assertMayRunCode } from "@/lib/jobs/assert-may-run-code";
import { assertRunnable } from "@/lib/jobs/assert-runnable";
import { viewJob } from "@/lib/jobs/get-job";
import type { CreateJobInput, JobView } from "@/lib/jobs/job";
import { assertApart, resolveEnvironmentVersion, resolveInputs } from "@/lib/jobs/resolve-parts";
import { consume } from "@/lib/rates/consume";
import { assertWithinQuota } from "@/lib/scheduling/assert-within-quota";
import { freeSlug, toSlug } from "@/lib/slug";
import { enter } from "@/lib/timeline/enter";
import { resolveVolumes } from "@/lib/volumes/resolve-volumes";
import { wake } from "@/lib/worker/wake";

/** Queues a job. What follows is done by the worker: a crash leaves a row to resume, never an orphan. */
export async function createJob(actor: UserActor, input: CreateJobInput): Promise<JobView> {
  await authorize(actor, "job:write", input.projectId);
  await consume("jobSubmit", actor.userId);
  await assertMayRunCode(actor.userId);
  const { cpuMilli, memoryBytes, accelerators, sharedMemoryBytes } = input;
  await assertWithinQuota(input.projectId, { cpuMilli, memoryBytes, accelerators });
  const environment = await resolveEnvironmentVersion(input.projectId, input.environment);
  await assertRunnable(input, environment);
  const inputs = await resolveInputs(input.projectId, input.inputs);
  await assertOriginal(input);
  const id = newId();
  let slug = "";
  const row = await transaction(async (tx) => {
    const { code } = input;
    const inserting = tx.insert(jobs).values({
      id,
      projectId: input.projectId,
      // Stands until the end of the transaction: whoever chooses an address keeps others of the project from choosing.
      slug: id,
      name: input.name,
      spec: { code, command: input.command ?? ["python", code.fileName], parameters: input.parameters, variables: input.variables },
      environmentVersionId: environment.id,
      cpuMilli,
      memoryBytes,
      accelerators,
      sharedMemoryBytes,
      maxRunSeconds: input.maxRunSeconds,
      maxAttempts: input.maxAttempts,
      priority: input.priority,
      clonedFrom: input.clonedFrom,
      createdBy: actor.userId,
    });
    const [inserted] = await inserting.returning();
    const volumes = await resolveVolumes(tx, input.projectId, input.volumes);
    assertApart(inputs, volumes);
    if (inputs.length > 0) await tx.insert(jobInputs).values(inputs.map((one, position) => ({ jobId: id, position, ...one })));
    if (volumes.length > 0) await tx.insert(jobVolumes).values(volumes.map((one, position) => ({ jobId: id, position, ...one })));
    await insertAttempt(tx, { job: { id, projectId: input.projectId, name: input.name, createdBy: actor.userId }, number: 1 });
    await enter(tx, { subject: { type: "job", id }, stage: "queued", key: "timeline.accepted" });
    await wake(tx, "job", id);
    tx.atEnd(async () => {
      slug = await chooseSlug(tx, input);
      await tx.update(jobs).set({ slug }).where(eq(jobs.id, id));
    });
    await recordChange(tx, actor, {
      type: "job.created",
      subject: { type: "job", id, name: input.name },
      projectId: input.projectId,
      fields: { environment: input.environment, cpuMilli, memoryBytes, accelerators, parameters: input.parameters },
    });
    return inserted;
  });
  if (!row) throw new Error("a job was not inserted");
  const none = { ...(inputs.length === 0 && { inputs: [] }), ...(input.volumes.length === 0 && { volumes: [] }), models: [] };
  return viewJob({ ...row, slug }, { ...none, isInQueue: false });
}

interface NewAttempt {
  readonly job: { readonly id: string; readonly projectId: string; readonly name: string; readonly createdBy: string };
  readonly number: number;
}

/** The next try of a job, with a run of its own for what it reports. */
export async function insertAttempt(tx: Tx, { job, number }: NewAttempt): Promise<string> {
  const id = newId();
  const runId = newId();
  await tx.insert(runs).values({ id: runId, projectId: job.projectId, attemptId: id, name: job.name, createdBy: job.createdBy });
  await tx.insert(attempts).values({ id, jobId: job.id, number, status: "queued", runId });
  return id;
}

/** Nobody learns of another project's job by naming it as the one that this is a copy of. */
async function assertOriginal({ projectId, clonedFrom }: CreateJobInput): Promise<void> {
  if (clonedFrom === null) return;
  const found = await db.$count(jobs, and(eq(jobs.id, clonedFrom), eq(jobs.projectId, projectId)));
  if (found === 0) throw invalidField("clonedFrom", "jobs.refused.clonedFrom");
}

/** One submission of a project at a time chooses an address; the lock ends with the transaction. */
async function chooseSlug(tx: Tx, { projectId, slug, name }: CreateJobInput): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`jobs of ${projectId}`}, 0))`);
  const wanted = slug ?? toSlug(name, "job");
  const rows = await tx
    .select({ slug: jobs.slug })
    .from(jobs)
    .where(and(eq(jobs.projectId, projectId), isNull(jobs.deletedAt), like(jobs.slug, `${wanted.slice(0, 30)}%`)));
  const taken = new Set(rows.map((row) => row.slug)).add("new");
  if (slug === undefined) return freeSlug(wanted, (candidate) => taken.has(candidate));
  if (taken.has(slug)) throw invalidField("slug", "errors.slug.taken", { slug });
  return slug;
}
