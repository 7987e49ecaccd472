import { and, eq, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { bindings, environmentVersions, jobs, users } from "@/db/schema";
import { rolePermissions } from "@/lib/auth/permissions";
import { askForBuild } from "@/lib/environments/ask-for-build";
import { isReadyOn } from "@/lib/environments/workload-environment";
import type { Message } from "@/lib/errors";
import { endAttempt } from "@/lib/jobs/internal/end-attempt";
import { moveJob, tellOf } from "@/lib/jobs/internal/move-job";
import type { JobParts } from "@/lib/jobs/internal/read-job-parts";
import { admit, release } from "@/lib/scheduling/admit";
import { computeNodes } from "@/lib/scheduling/compute-nodes";
import { enter, type StageEntry } from "@/lib/timeline/enter";

const lookAgainMs = 60_000;

export interface QueueStep {
  /** As it stands in the rows now; null where it does not start. */
  readonly admitted: JobParts | null;
  readonly lookAgain: Date | null;
}

/** What stands between the queue and the start: may its owner still run it, is its environment built, is there room. */
export async function startQueued(parts: JobParts): Promise<QueueStep> {
  const refusal = await ownerRefusal(parts);
  if (refusal) return end(parts, refusal);
  const { environmentVersion } = parts;
  if (environmentVersion.status === "failed") return end(parts, environmentVersion.message ?? { key: "jobs.end.environment" });
  if (!isReadyOn(parts.backend, environmentVersion)) {
    await waitForEnvironment(parts);
    return later();
  }
  return askForRoom(parts);
}

async function askForRoom(parts: JobParts): Promise<QueueStep> {
  const { job, attempt, project, backend } = parts;
  const admission = await admit(await computeNodes(backend), {
    subject: { type: "job", id: job.id, name: job.name },
    compute: backend.name,
    projectId: project.id,
    userId: job.createdBy,
    resources: { cpuMilli: job.cpuMilli, memoryBytes: job.memoryBytes, accelerators: job.accelerators },
    priority: job.priority,
    maxRunSeconds: job.maxRunSeconds,
    since: job.queuedAt,
  });
  if (admission.status !== "admitted") {
    const holder = admission.status === "waiting" && admission.holder ? { holder: admission.holder } : {};
    await wait(parts, { ...stageOf(job, attempt.number), stage: "queued", ...admission.message, ...holder });
    return later();
  }
  const place = { compute: backend.name, node: admission.node, admittedAt: new Date() };
  const isMoved = await transaction(async (tx) => {
    if (!(await moveJob(tx, { job, to: "starting", values: { message: null }, attempt: place }))) return giveBack(tx, parts);
    await enter(tx, { ...stageOf(job, attempt.number), stage: "starting", key: "timeline.starting", params: { node: admission.node } });
    return true;
  });
  if (!isMoved) return later();
  const now = { ...job, status: "starting" as const, message: null, version: job.version + 1 };
  return { admitted: { ...parts, job: now, attempt: { ...attempt, ...place, status: "starting" } }, lookAgain: null };
}

/** Its place in the queue, with the reason; the same reason again tells nobody. */
async function wait(parts: JobParts, entry: StageEntry): Promise<void> {
  const { job } = parts;
  await transaction(async (tx) => {
    const [now] = await tx.select({ status: jobs.status }).from(jobs).where(eq(jobs.id, job.id)).for("update");
    if (now?.status === "queued") await say(tx, job, entry);
    else await giveBack(tx, parts);
  });
}

/** Stopped in this very moment: what was just asked for is nobody's. */
async function giveBack(tx: Tx, { job, backend }: JobParts): Promise<false> {
  await release(tx, { subjectId: job.id, compute: backend.name });
  return false;
}

async function say(tx: Tx, job: JobParts["job"], entry: StageEntry): Promise<void> {
  const message: Message = { key: entry.key, ...(entry.params && { params: entry.params }) };
  if (JSON.stringify(job.message) === JSON.stringify(message)) return;
  await tx.update(jobs).set({ message }).where(eq(jobs.id, job.id));
  await enter(tx, entry);
  await tellOf(tx, job);
}

async function waitForEnvironment({ job, attempt, environment, environmentVersion, backend }: JobParts): Promise<void> {
  await transaction(async (tx) => {
    // Whoever cannot start holds up nobody.
    await release(tx, { subjectId: job.id, compute: backend.name });
    if (environmentVersion.status === "ready") {
      await tx.update(environmentVersions).set({ status: "queued" }).where(eq(environmentVersions.id, environmentVersion.id));
    }
    await askForBuild(tx, { environment, version: environmentVersion, projectId: job.projectId, userId: job.createdBy });
    const key = environmentVersion.status === "starting" ? "timeline.environmentBuilds" : "timeline.environmentWaits";
    await say(tx, job, { ...stageOf(job, attempt.number), stage: "environment", key });
  });
}

/** Whoever left the project or was disabled starts nothing any more, whatever he had queued. */
async function ownerRefusal({ job, project }: JobParts): Promise<Message | null> {
  const bound = await db
    .select({ owner: users, role: bindings.role })
    .from(users)
    .leftJoin(
      bindings,
      and(
        eq(bindings.subjectKind, "user"),
        eq(bindings.subjectId, users.id),
        sql`(${bindings.projectId} = ${project.id} or (${bindings.projectId} is null and ${bindings.role} = 'administrator'))`,
      ),
    )
    .where(eq(users.id, job.createdBy));
  const owner = bound[0]?.owner;
  const refusal: Message = { key: "jobs.refused.member", params: { name: owner?.displayName ?? "" } };
  if (!owner || owner.disabledAt !== null || owner.deletedAt !== null || project.deletedAt !== null) return refusal;
  const mayWrite = bound.some(({ role }) => role !== null && (role === "administrator" || rolePermissions[role].has("job:write")));
  return mayWrite ? null : refusal;
}

async function end(parts: JobParts, message: Message): Promise<QueueStep> {
  await endAttempt(parts, { status: "failed", message, mayRetry: false });
  return { admitted: null, lookAgain: null };
}

function stageOf(job: JobParts["job"], attempt: number) {
  return { subject: { type: "job", id: job.id }, attempt } as const;
}

function later(): QueueStep {
  return { admitted: null, lookAgain: new Date(Date.now() + lookAgainMs) };
}
