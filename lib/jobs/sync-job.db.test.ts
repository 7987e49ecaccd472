import { and, eq, isNull } from "drizzle-orm";
import { Client } from "pg";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import {
  allocations,
  attempts,
  bindings,
  environmentVersions,
  inboxItems,
  manifestEntries,
  operations,
  queueEntries,
  timeline,
  users,
} from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { fake, jobNow, syncUntil } from "@/db/testing/fake-compute";
import { anEnvironment } from "@/db/testing/train-factories";
import { byToken } from "@/db/testing/workload-factories";
import type { Workload } from "@/lib/compute/workload";
import { createJob } from "@/lib/jobs/create-job";
import { endJobs } from "@/lib/jobs/end-jobs";
import { getJob } from "@/lib/jobs/get-job";
import { launchAttempt } from "@/lib/jobs/internal/launch-attempt";
import { readJobParts } from "@/lib/jobs/internal/read-job-parts";
import { startQueued } from "@/lib/jobs/internal/start-queued";
import { createJobInput } from "@/lib/jobs/job";
import { hasEnded } from "@/lib/jobs/job-status";
import { stopJob } from "@/lib/jobs/stop-job";
import { idsOfJobsToSync, syncJob } from "@/lib/jobs/sync-job";
import { readLines } from "@/lib/logs/read-lines";
import { readSeries } from "@/lib/runs/read-series";
import { admit } from "@/lib/scheduling/admit";
import { stopAll } from "@/lib/worker/background";
import { grantAccess } from "@/lib/workloads/grant-access";

const project = await aProject();
const member = await aMember(project.id);
await anEnvironment({ slug: "ready" });

afterEach(async () => {
  fake.control.setUnavailable(false);
  await stopAll();
});

type Values = Partial<Parameters<typeof createJobInput.parse>[0] & object>;
const submit = async (values: Values = {}) =>
  createJob(
    member,
    createJobInput.parse({
      projectId: project.id,
      name: "digits",
      environment: "ready",
      code: { text: "print(1)" },
      cpuMilli: 100,
      memoryBytes: 2 ** 26,
      ...values,
    }),
  );

async function started(values: Values = {}) {
  const { id } = await submit(values);
  const { attempt } = await syncUntil(id, ({ job }) => job.status === "starting");
  await syncJob(id);
  fake.control.start(attempt.id);
  await syncUntil(id, ({ job }) => job.status === "running");
  return { id, attempt };
}
const ended = (id: string) => syncUntil(id, ({ job }) => hasEnded(job.status));
const holds = async (id: string) =>
  (
    await db
      .select()
      .from(allocations)
      .where(and(eq(allocations.subjectId, id), isNull(allocations.until)))
  ).length;
const texts = async (attemptId: string) => (await readLines(attemptId, { limit: 2000 })).lines.map(({ text }) => text);

test("a job goes from the queue to its end, keeps log, metrics and outputs, and frees what it held", async () => {
  const { id, attempt } = await started();
  expect(await holds(id)).toBe(1);
  fake.control.appendLog(attempt.id, "epoch 1");
  fake.control.appendMetrics(attempt.id, '{"step": 1, "loss": 0.5}');
  fake.control.appendMetrics(attempt.id, "not a metric");
  fake.control.appendLog(attempt.id, "done", { stream: "stderr" });
  fake.control.addOutput(attempt.id, "models/model.joblib", "bytes");
  fake.control.succeed(attempt.id);
  const { job, attempt: last } = await ended(id);
  expect(job).toMatchObject({ status: "succeeded", message: null });
  expect(last).toMatchObject({ status: "succeeded", exitCode: 0, compute: "fake", node: "fake" });
  expect(last.flushedAt).not.toBeNull();
  expect(await texts(attempt.id)).toEqual(["epoch 1", "done"]);
  expect(await readSeries(attempt.runId)).toMatchObject([{ name: "loss", steps: [1], values: [0.5] }]);
  expect(await db.select().from(manifestEntries).where(eq(manifestEntries.ownerId, attempt.id))).toMatchObject([
    { path: "models/model.joblib", size: 5 },
  ]);
  expect(await holds(id)).toBe(0);
  expect((await getJob(member, id)).timeline.map(({ stage }) => stage)).toEqual(["queued", "starting", "running", "collecting", "ended"]);
  expect(await db.select().from(inboxItems).where(eq(inboxItems.subjectId, id))).toMatchObject([
    { key: "jobs.inbox.succeeded", path: `/${project.slug}/jobs/${job.slug}` },
  ]);
  expect(await syncJob(id)).toBeNull();
  expect(await fake.list()).not.toContain(attempt.id);
});

test("what keeps a program from starting is said while it does, and is over with it", async () => {
  const { id } = await submit();
  const { attempt } = await syncUntil(id, ({ job }) => job.status === "starting");
  await syncJob(id);
  fake.control.hinder(attempt.id, { key: "unschedulable", params: { detail: "Insufficient cpu" } });
  await syncJob(id);
  const message = { key: "compute.unschedulable", params: { detail: "Insufficient cpu" } };
  const waiting = await getJob(member, id);
  expect([waiting.status, waiting.message, waiting.timeline.at(-1)]).toMatchObject([
    "starting",
    message,
    { stage: "starting", ...message },
  ]);
  fake.control.hinder(attempt.id, { key: "starting" });
  await syncJob(id);
  expect((await getJob(member, id)).message).toBeNull();
  fake.control.start(attempt.id);
  fake.control.succeed(attempt.id);
  expect((await ended(id)).job.message).toBeNull();
});

test("the first program in an image pins what its tag meant", async () => {
  const { version } = await anEnvironment({ slug: "image" });
  await db.update(environmentVersions).set({ imageReference: "registry.invalid/a:1" }).where(eq(environmentVersions.id, version.id));
  const launched = async (imageDigest: string) => {
    const { id } = await submit({ environment: "image" });
    const { attempt } = await syncUntil(id, ({ job }) => job.status === "starting");
    await syncJob(id);
    const workload = fake.control.workload(attempt.id);
    fake.control.start(attempt.id, { imageDigest });
    fake.control.succeed(attempt.id);
    await ended(id);
    return workload?.roles[0]?.environment;
  };
  const digest = `sha256:${"a".repeat(64)}`;
  expect(await launched(digest)).toMatchObject({ kind: "image", reference: "registry.invalid/a:1" });
  expect(await launched(`sha256:${"b".repeat(64)}`)).toMatchObject({ kind: "image", reference: `registry.invalid/a@${digest}` });
});

test("a failure is explained by the log and keeps its outputs", async () => {
  const { id, attempt } = await started({ maxAttempts: 3 });
  fake.control.appendLog(attempt.id, "Traceback (most recent call last):");
  fake.control.appendLog(attempt.id, '  File "/work/train.py", line 3, in <module>');
  fake.control.appendLog(attempt.id, "ModuleNotFoundError: No module named 'cv2'");
  fake.control.addOutput(attempt.id, "partial.txt", "x");
  fake.control.fail(attempt.id, { code: 1 });
  const { job, tries } = await ended(id);
  expect(job).toMatchObject({
    status: "failed",
    message: { key: "jobs.end.missingModule", params: { module: "cv2", package: "opencv-python", file: "train.py", line: 3, logLine: 1 } },
  });
  expect(tries).toHaveLength(1);
  expect(await db.select().from(manifestEntries).where(eq(manifestEntries.ownerId, attempt.id))).toHaveLength(1);
});

test("a backend that leaves no files here gets a token for the workload, the same at each launch", async () => {
  const { id } = await submit();
  const parts = await readJobParts(id);
  if (!parts) throw new Error("no such job");
  const launched: Workload[] = [];
  const { listOutputs: _, ...here } = fake;
  const far = { ...here, name: "kubernetes" as const, launch: async (workload: Workload) => void launched.push(workload) };
  await launchAttempt({ ...parts, backend: far });
  await launchAttempt({ ...parts, backend: far });
  const [first, second] = launched;
  expect(second).toEqual(first);
  expect(await byToken(first?.access?.token ?? "")).toMatchObject({ credential: { keyKind: "job", subjectId: parts.attempt.id } });
  await stopJob(member, id);
});

test("what a success could not store is its last word, and the end of a job ends its token", async () => {
  const { id, attempt } = await started();
  const { token } = await grantAccess({ workloadId: attempt.id, projectId: project.id, userId: member.userId });
  const message = { key: "jobs.end.outputsLost", params: { count: 1, path: "big.bin", reason: "No room." } } as const;
  await db.update(attempts).set({ message }).where(eq(attempts.id, attempt.id));
  fake.control.succeed(attempt.id);
  expect((await ended(id)).job).toMatchObject({ status: "succeeded", message });
  expect((await getJob(member, id)).timeline.slice(-2)).toMatchObject([
    { stage: "collecting", ...message },
    { stage: "ended", ...message },
  ]);
  expect(await byToken(token)).toBeNull();
});

test("a failure that may pass is tried again as often as was asked for", async () => {
  const { id, attempt } = await started({ maxAttempts: 2 });
  fake.control.lose(attempt.id);
  const second = await syncUntil(id, ({ job }) => job.attempt === 2 && job.status === "starting");
  expect(second.tries[0]).toMatchObject({ status: "failed", message: { key: "jobs.end.lost" } });
  await syncJob(id);
  fake.control.lose(second.attempt.id);
  expect((await ended(id)).job).toMatchObject({ status: "failed", attempt: 2, message: { key: "jobs.end.lost" } });
  expect(await db.select().from(inboxItems).where(eq(inboxItems.subjectId, id))).toHaveLength(1);
});

test("a job that runs is stopped, keeps what it wrote, and says by whom", async () => {
  const { id, attempt } = await started();
  fake.control.appendLog(attempt.id, "half way");
  await stopJob(member, id);
  expect((await ended(id)).job).toMatchObject({
    status: "cancelled",
    message: { key: "jobs.end.cancelled", params: { name: member.displayName } },
  });
  expect(await texts(attempt.id)).toEqual(["half way"]);
  expect(await db.select().from(inboxItems).where(eq(inboxItems.subjectId, id))).toEqual([]);
});

test("what succeeded before the stop reached it has succeeded", async () => {
  const { id, attempt } = await started();
  fake.control.succeed(attempt.id);
  await stopJob(member, id);
  expect((await ended(id)).job.status).toBe("succeeded");
});

test("what does not fit waits with a reason and starts as soon as something ends", async () => {
  const first = await started({ cpuMilli: 3900 });
  const second = await submit({ cpuMilli: 3000, name: "second" });
  await syncJob(second.id);
  expect(await jobNow(second.id)).toMatchObject({ job: { status: "queued", message: { key: "timeline.waitsFor" } } });
  expect(await db.select().from(timeline).where(eq(timeline.subjectId, second.id))).toMatchObject([
    { stage: "queued", holder: { name: "digits" } },
  ]);
  fake.control.succeed(first.attempt.id);
  await ended(first.id);
  const { attempt } = await syncUntil(second.id, ({ job }) => job.status === "starting");
  await syncJob(second.id);
  fake.control.succeed(attempt.id);
  await ended(second.id);
  expect(await db.select().from(queueEntries)).toEqual([]);
});

test("a job that is stopped while it asks for room holds nothing and stands in nobody's way", async () => {
  const inQueue = async (id: string) => (await db.select().from(queueEntries).where(eq(queueEntries.subjectId, id))).length;
  for (const cpuMilli of [100, 3900]) {
    const other = await started({ cpuMilli: 1000 });
    const { id } = await submit({ cpuMilli });
    const before = await readJobParts(id);
    if (!before) throw new Error("the job is gone");
    await stopJob(member, id);
    expect(await startQueued(before)).toMatchObject({ admitted: null });
    expect([await holds(id), await inQueue(id)]).toEqual([0, 0]);
    expect(await jobNow(id)).toMatchObject({ job: { status: "cancelled", message: { key: "jobs.end.cancelled" } } });

    // A worker that was cut off in between leaves it to the next look.
    const { job, project: own, backend } = before;
    const resources = { cpuMilli, memoryBytes: job.memoryBytes, accelerators: {} };
    const subject = { type: "job", id, name: job.name } as const;
    await admit(await backend.nodes(), {
      subject,
      compute: backend.name,
      projectId: own.id,
      userId: job.createdBy,
      resources,
      since: job.queuedAt,
    });
    expect((await holds(id)) + (await inQueue(id))).toBe(1);
    await syncJob(id);
    expect([await holds(id), await inQueue(id)]).toEqual([0, 0]);
    fake.control.succeed(other.attempt.id);
    await ended(other.id);
  }
});

test("an environment that is not built is asked for, and a failed one fails the job with its reason", async () => {
  const { version } = await anEnvironment({ slug: "unbuilt", status: "queued" });
  const { id } = await submit({ environment: "unbuilt" });
  await syncJob(id);
  expect(await jobNow(id)).toMatchObject({ job: { status: "queued", message: { key: "timeline.environmentWaits" } } });
  expect(await db.select().from(operations).where(eq(operations.subjectId, version.id))).toHaveLength(1);
  expect(await holds(id)).toBe(0);
  const message = { key: "environments.build.network" } as const;
  await db.update(environmentVersions).set({ status: "failed", message }).where(eq(environmentVersions.id, version.id));
  expect((await ended(id)).job).toMatchObject({ status: "failed", message });
});

test("an absence is believed only the second time", async () => {
  const { id, attempt } = await started();
  fake.control.forget(attempt.id);
  await syncJob(id);
  expect((await jobNow(id)).job.status).toBe("running");
  expect((await jobNow(id)).attempt.absentSince).not.toBeNull();
  await syncJob(id);
  expect((await jobNow(id)).job.status).toBe("running");
  expect((await ended(id)).job).toMatchObject({ status: "failed", message: { key: "jobs.end.absent" } });
  expect(await holds(id)).toBe(0);
});

test("a backend that does not answer changes nothing", async () => {
  const { id } = await started();
  const before = await jobNow(id);
  fake.control.setUnavailable(true);
  await expect(syncJob(id)).rejects.toMatchObject({ code: "unavailable" });
  await expect(syncJob(id)).rejects.toMatchObject({ code: "unavailable" });
  expect(await jobNow(id)).toEqual(before);
  expect(await holds(id)).toBe(1);
});

test("whoever left the project starts nothing any more", async () => {
  const gone = await aMember(project.id);
  const { id } = await createJob(
    gone,
    createJobInput.parse({ projectId: project.id, name: "x", environment: "ready", code: { text: "1" } }),
  );
  await db.delete(bindings).where(eq(bindings.subjectId, gone.userId));
  expect((await ended(id)).job).toMatchObject({ status: "failed", message: { key: "jobs.refused.member" } });
  const disabled = await aMember(project.id);
  const other = await createJob(
    disabled,
    createJobInput.parse({ projectId: project.id, name: "y", environment: "ready", code: { text: "1" } }),
  );
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, disabled.userId));
  expect((await ended(other.id)).job).toMatchObject({ message: { key: "jobs.refused.member" } });
});

test("a follower that is replaced half way goes on exactly where the first one was", async () => {
  const { id, attempt } = await started();
  for (let i = 0; i < 10; i++) {
    for (let j = 0; j < 20; j++) fake.control.appendLog(attempt.id, `line ${i * 20 + j}`);
    for (let j = 0; j < 5; j++) fake.control.appendMetrics(attempt.id, `{"loss": ${i * 5 + j}}`);
    await syncJob(id);
    await new Promise((resolve) => setTimeout(resolve, i * 10));
    await stopAll();
  }
  fake.control.succeed(attempt.id);
  await ended(id);
  expect(await texts(attempt.id)).toEqual(Array.from({ length: 200 }, (_, i) => `line ${i}`));
  expect(await readSeries(attempt.runId)).toMatchObject([
    { steps: Array.from({ length: 50 }, (_, i) => i), values: Array.from({ length: 50 }, (_, i) => i) },
  ]);
});

test("--stop-jobs ends what runs and leaves the queue", async () => {
  const running = await started();
  const waiting = await submit({ cpuMilli: 4000 });
  await syncJob(waiting.id);
  await endJobs();
  expect((await jobNow(running.id)).job.status).toBe("cancelled");
  expect((await jobNow(waiting.id)).job.status).not.toBe("cancelled");
  await stopJob(member, waiting.id);
  await ended(waiting.id);
});

test("what must not be forgotten: live jobs, and ended ones that are still on the machine", async () => {
  const { id, attempt } = await started();
  expect(await idsOfJobsToSync()).toContain(id);
  fake.control.succeed(attempt.id);
  await ended(id);
  expect(await idsOfJobsToSync()).not.toContain(id);
});

test("what a worker that was cut off left of ended attempts is erased by the scan, also of one that was tried again", async () => {
  const { id, attempt } = await started({ maxAttempts: 2 });
  const parts = await readJobParts(id);
  if (!parts) throw new Error("the job is gone");
  fake.control.lose(attempt.id);
  const second = await syncUntil(id, ({ job }) => job.attempt === 2 && job.status === "starting");
  await stopAll();
  await launchAttempt(parts);
  fake.control.succeed(attempt.id);
  expect(await fake.list()).toContain(attempt.id);
  expect(await idsOfJobsToSync()).toContain(id);
  await expect.poll(() => fake.list()).not.toContain(attempt.id);
  expect(await fake.list()).toContain(second.attempt.id);
  fake.control.succeed(second.attempt.id);
  await ended(id);
});

/** Breaks the database's connection at the n-th statement that is sent while `run` is under way; says whether it came to that. */
async function breakingAt(n: number, run: () => Promise<unknown>): Promise<boolean> {
  const query = Client.prototype.query;
  let sent = 0;
  let isBroken = false;
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    sent += 1;
    if (sent === n) {
      isBroken = true;
      const error = Object.assign(new Error("Connection terminated unexpectedly"), { code: "08006" });
      const done = args.at(-1);
      if (typeof done !== "function") return Promise.reject(error);
      process.nextTick(done, error);
      return undefined;
    }
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await run().catch(() => undefined);
  } finally {
    Client.prototype.query = query;
  }
  return isBroken;
}

test("cut off at any statement, a job is launched once, ends once, and nothing is lost or doubled", { timeout: 300_000 }, async () => {
  const phases = ["launch", "end"] as const;
  for (const phase of phases) {
    for (let n = 1; ; n++) {
      const { id } = await submit({ name: `cut-${phase}-${n}` });
      let isBroken = phase === "launch" && (await breakingAt(n, () => syncJob(id)));
      const { attempt } = await syncUntil(id, ({ job }) => job.status === "starting" || job.status === "running");
      await syncUntil(id, () => fake.control.workload(attempt.id) !== undefined);
      fake.control.start(attempt.id);
      fake.control.appendLog(attempt.id, "one");
      await syncUntil(id, ({ job }) => job.status === "running");
      fake.control.appendLog(attempt.id, "two");
      fake.control.succeed(attempt.id);
      if (phase === "end") isBroken = await breakingAt(n, () => syncJob(id));
      const { job, tries } = await ended(id);
      expect([phase, n, job.status, tries.length]).toEqual([phase, n, "succeeded", 1]);
      expect(fake.control.launched.filter((launched) => launched === attempt.id)).toHaveLength(1);
      expect(await texts(attempt.id)).toEqual(["one", "two"]);
      expect(await db.select().from(allocations).where(eq(allocations.subjectId, id))).toMatchObject([{ subjectId: id }]);
      expect(await holds(id)).toBe(0);
      expect(await db.select().from(inboxItems).where(eq(inboxItems.subjectId, id))).toHaveLength(1);
      if (!isBroken) break;
    }
  }
});

test("what keeps a program from starting stands in the timeline and with the job, until it starts", async () => {
  const { id } = await submit();
  const { attempt } = await syncUntil(id, ({ job }) => job.status === "starting");
  await syncJob(id);
  const reason = { key: "imagePull", params: { detail: "no such image" } } as const;
  fake.control.hinder(attempt.id, reason);
  const { job } = await syncUntil(id, (now) => now.job.message !== null);
  expect(job.message).toEqual({ key: "compute.imagePull", params: { detail: "no such image" } });
  expect(await openStage(id)).toMatchObject({ stage: "starting", key: "compute.imagePull" });
  fake.control.start(attempt.id);
  expect((await syncUntil(id, (now) => now.job.status === "running")).job.message).toBeNull();
  expect(await openStage(id)).toMatchObject({ stage: "running", key: "timeline.running" });
});

test("a program that has to leave its node goes on elsewhere in the same attempt, and says so meanwhile", async () => {
  const { id, attempt } = await started();
  fake.control.hinder(attempt.id, { key: "drained", params: { node: "n1" } });
  const drained = await syncUntil(id, (now) => now.job.message !== null);
  expect(drained.job).toMatchObject({ status: "running", message: { key: "compute.drained", params: { node: "n1" } }, attempt: 1 });
  expect(await openStage(id)).toMatchObject({ stage: "starting", key: "compute.drained" });
  fake.control.start(attempt.id);
  const again = await syncUntil(id, (now) => now.job.message === null);
  expect([again.job.status, again.tries.length]).toEqual(["running", 1]);
  expect(await openStage(id)).toMatchObject({ stage: "running" });
  fake.control.succeed(attempt.id);
  expect((await ended(id)).job.status).toBe("succeeded");
});

test("what the cluster did to a program is its end in words, and may pass when it is tried again", async () => {
  const { id, attempt } = await started({ maxAttempts: 2 });
  fake.control.fail(attempt.id, { reason: { key: "nodeLost", params: { node: "n1" } } });
  const { tries } = await syncUntil(id, (now) => now.tries.length === 2);
  expect(tries[0]).toMatchObject({ status: "failed", message: { key: "compute.nodeLost", params: { node: "n1" } } });
});

async function openStage(id: string) {
  const [open] = await db
    .select()
    .from(timeline)
    .where(and(eq(timeline.subjectId, id), isNull(timeline.until)));
  return open;
}
