import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { datasets, datasetVersions, environmentVersions, processHeartbeats } from "@/db/schema";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { aNode, seeNodes } from "@/db/testing/node-factories";
import { aJob, anEnvironment } from "@/db/testing/train-factories";
import { newId } from "@/lib/id";
import { cloneJob } from "@/lib/jobs/clone-job";
import { createJob } from "@/lib/jobs/create-job";
import { deleteJob, restoreJob } from "@/lib/jobs/delete-job";
import { getAttempt, getJob, getJobByAddress } from "@/lib/jobs/get-job";
import { type CreateJobInput, createJobInput } from "@/lib/jobs/job";
import { listJobs } from "@/lib/jobs/list-jobs";
import { listOutputs, outputDownload } from "@/lib/jobs/list-outputs";
import { retryJob } from "@/lib/jobs/retry-job";
import { stopJob } from "@/lib/jobs/stop-job";
import { updateJob } from "@/lib/jobs/update-job";

const gib = 2 ** 30;
const owner = await aUser();
const project = await aProject({ owner });
const member = await aMember(project.id);
const viewer = await aMember(project.id, "viewer");
const stranger = await aMember((await aProject()).id);
const { environment } = await anEnvironment({ slug: "sklearn" });

const input = (values: Partial<Parameters<typeof createJobInput.parse>[0] & object> = {}): CreateJobInput =>
  createJobInput.parse({ projectId: project.id, name: "digits", environment: "sklearn", code: { text: "print(1)\n" }, ...values });

async function aDataset(slug: string, status: "ready" | "draft" = "ready") {
  const [dataset] = await db
    .insert(datasets)
    .values({ id: newId(), projectId: project.id, slug, name: slug, createdBy: owner.id, latestVersion: 1 })
    .returning();
  if (!dataset) throw new Error("insert returned no row");
  await db
    .insert(datasetVersions)
    .values({ id: newId(), datasetId: dataset.id, number: status === "ready" ? 1 : null, status, createdBy: owner.id });
  return dataset;
}

test("a new job waits in the queue", async () => {
  const job = await createJob(member, input());
  expect(job).toMatchObject({
    slug: "digits",
    status: "queued",
    command: ["python", "train.py"],
    attempt: { number: 1, status: "queued" },
    environment: { id: environment.id, number: 1 },
    timeline: [{ stage: "queued", key: "timeline.accepted" }],
  });
  expect((await createJob(member, input())).slug).toBe("digits-2");
  expect((await getJobByAddress(viewer, { projectId: project.id, address: "digits" })).id).toBe(job.id);
  expect((await getJobByAddress(viewer, { projectId: project.id, address: job.id })).slug).toBe("digits");
});

test("what is answered to a submission is what is read of it afterwards", async () => {
  await aDataset("answered");
  const original = await createJob(member, input());
  const job = await createJob(member, input({ inputs: [{ dataset: "answered" }], clonedFrom: original.id }));
  expect(job).toEqual(await getJob(member, job.id));
  expect(original).toEqual(await getJob(member, original.id));
});

test("a name in Chinese or with a quote is a name like others", async () => {
  expect(await createJob(member, input({ name: "手写数字’s “训练”" }))).toMatchObject({
    name: "手写数字’s “训练”",
    slug: "shou-xie-shu-zi-s-xun-lian",
  });
});

test("datasets are found by address, get places of their own, and every wrong one is named", async () => {
  await aDataset("numbers");
  await aDataset("letters");
  await aDataset("unfinished", "draft");
  const job = await createJob(member, input({ inputs: [{ dataset: "numbers" }, { dataset: "letters", version: 1 }] }));
  expect(job.inputs.map(({ slug, number, target }) => [slug, number, target])).toEqual([
    ["numbers", 1, "/data"],
    ["letters", 1, "/data-letters"],
  ]);
  const wrong = createJob(
    member,
    input({ inputs: [{ dataset: "numbers", version: 9 }, { dataset: "unfinished" }, { dataset: "nothing" }] }),
  );
  await expect(wrong).rejects.toMatchObject({
    code: "invalid",
    fields: [{ path: "inputs.0.dataset" }, { path: "inputs.1.dataset" }, { path: "inputs.2.dataset" }],
  });
  const overlap = createJob(
    member,
    input({
      inputs: [
        { dataset: "numbers", target: "/a" },
        { dataset: "letters", target: "/a/b" },
      ],
    }),
  );
  await expect(overlap).rejects.toMatchObject({ key: "jobs.refused.targetsOverlap" });
});

test("who may not write is refused, who may not see finds nothing", async () => {
  await expect(createJob(viewer, input())).rejects.toMatchObject({ code: "forbidden" });
  await expect(createJob(stranger, input())).rejects.toMatchObject({ code: "not_found" });
  const { job, attempt } = await aJob(project.id, member.userId);
  for (const refused of [getJob, stopJob, retryJob, deleteJob] as const) {
    await expect(refused(stranger, job.id)).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(getAttempt(stranger, attempt.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(listOutputs(stranger, attempt.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(stopJob(viewer, job.id)).rejects.toMatchObject({ code: "forbidden" });
  expect((await listJobs(stranger, { projectId: project.id })).items).toEqual([]);
});

test("an environment of another project cannot be used", async () => {
  const other = await aProject();
  await anEnvironment({ projectId: other.id, slug: "theirs" });
  await expect(createJob(member, input({ environment: "theirs" }))).rejects.toMatchObject({ key: "environments.notUsable" });
});

test.each([
  [{ parameters: { "--lr": "1" } }, "parameters"],
  [{ variables: { CAIRN_JOB_ID: "x" } }, "variables"],
  [{ variables: { "A=B": "x" } }, "variables"],
  [{ code: { fileName: "../x.py", text: "1" } }, "code"],
  [{ inputs: [{ dataset: "a", target: "/etc" }] }, "inputs"],
  [{ cpuMilli: 1 }, "cpuMilli"],
  [{ name: "  " }, "name"],
])("%j is refused", (values, field) => {
  const parsed = createJobInput.safeParse({ projectId: project.id, name: "x", environment: "e", code: { text: "1" }, ...values });
  expect(parsed.error?.issues[0]?.path[0]).toBe(field);
});

test("a waiting job is cancelled at once, a second stop is told so", async () => {
  const job = await createJob(member, input());
  expect(await stopJob(member, job.id)).toMatchObject({
    status: "cancelled",
    message: { key: "jobs.end.cancelled" },
    stoppedBy: { id: member.userId },
  });
  await expect(stopJob(member, job.id)).rejects.toMatchObject({ key: "jobs.refused.ended" });
});

test("a retry is another attempt of the same job; what succeeded is cloned instead", async () => {
  const job = await createJob(member, input());
  await stopJob(member, job.id);
  expect(await retryJob(member, job.id)).toMatchObject({
    status: "queued",
    attempt: { number: 2 },
    attempts: [{ status: "cancelled" }, { status: "queued" }],
    stoppedBy: null,
  });
  const { job: done } = await aJob(project.id, member.userId, { status: "succeeded" });
  await expect(retryJob(member, done.id)).rejects.toMatchObject({ key: "jobs.refused.retry" });
});

test("a clone is like its original but for what is given", async () => {
  const original = await createJob(member, input({ parameters: { lr: 0.1, epochs: 3 }, maxRunSeconds: 60 }));
  const clone = await cloneJob(member, { id: original.id, parameters: { lr: "0.2" } });
  expect(clone).toMatchObject({ parameters: { lr: "0.2" }, maxRunSeconds: 60, code: original.code, clonedFrom: { id: original.id } });
});

test("a name is changed while the address stays, and not over somebody else's change", async () => {
  const job = await createJob(member, input({ name: "before" }));
  expect(await updateJob(member, { id: job.id, name: "after", ifMatch: job.version })).toMatchObject({ name: "after", slug: "before" });
  await expect(updateJob(member, { id: job.id, name: "again", ifMatch: job.version })).rejects.toMatchObject({ code: "stale" });
});

test("what has ended goes to the bin and comes back", async () => {
  const { job } = await aJob(project.id, member.userId, { status: "failed", slug: "binned" });
  await deleteJob(member, job.id);
  await expect(getJob(member, job.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await restoreJob(member, job.id)).toMatchObject({ slug: "binned" });
  const { job: live } = await aJob(project.id, member.userId, { status: "running" });
  await expect(deleteJob(member, live.id)).rejects.toMatchObject({ key: "jobs.refused.deleteRunning" });
});

test("lists are searched, filtered, sorted and paged", async () => {
  const home = await aProject();
  const someone = await aMember(home.id);
  for (let i = 0; i < 5; i++)
    await aJob(home.id, someone.userId, {
      slug: `run-${i}`,
      status: i % 2 ? "failed" : "succeeded",
      queuedAt: new Date(1_700_000_000_000 + i * 1000),
    });
  const page = await listJobs(someone, { projectId: home.id, limit: 2 });
  expect([page.items.map(({ slug }) => slug), page.total]).toEqual([["run-4", "run-3"], 5]);
  const next = await listJobs(someone, { projectId: home.id, limit: 3, cursor: page.nextCursor ?? "" });
  expect(next.items.map(({ slug }) => slug)).toEqual(["run-2", "run-1", "run-0"]);
  expect(next.nextCursor).toBeNull();
  expect((await listJobs(someone, { projectId: home.id, status: ["failed"] })).items.map(({ slug }) => slug)).toEqual(["run-3", "run-1"]);
  expect((await listJobs(someone, { projectId: home.id, search: "RUN-4" })).total).toBe(1);
  expect((await listJobs(someone, { projectId: home.id, search: "100%" })).total).toBe(0);
  for (const sort of ["name", "-name", "queued", "-ended", "-duration"] as const) {
    const first = await listJobs(someone, { projectId: home.id, sort, limit: 2 });
    const rest = await listJobs(someone, { projectId: home.id, sort, limit: 10, cursor: first.nextCursor ?? "" });
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(5);
  }
});

test("outputs are listed and downloaded by those who may read the job", async () => {
  const { attempt } = await aJob(project.id, member.userId, { status: "succeeded" });
  expect(await listOutputs(viewer, attempt.id)).toEqual([]);
  await expect(outputDownload(viewer, { attemptId: attempt.id, path: "model.joblib" })).rejects.toMatchObject({ code: "not_found" });
});

test("what no node could ever hold is refused with the largest amount named", async () => {
  const node = aNode({ allocatable: { cpuMilli: 2000, memoryBytes: 2 ** 33, accelerators: {} }, isolation: "uid" });
  await seeNodes([node]);
  await expect(createJob(member, input({ cpuMilli: 64_000 }))).rejects.toMatchObject({
    key: "scheduling.neverCpu",
    params: { asked: 64, largest: 2 },
    fields: [{ path: "cpuMilli" }],
  });
  await expect(createJob(member, input({ memoryBytes: 2 ** 40 }))).rejects.toMatchObject({ fields: [{ path: "memoryBytes" }] });

  await seeNodes([{ ...node, isolation: "none" }]);
  await expect(createJob(member, input())).rejects.toMatchObject({ key: "scheduling.untrusted" });
  await db.delete(processHeartbeats);
});

test("an image that no node here can run, or accelerators that none has, are refused beside their fields", async () => {
  const { version } = await anEnvironment({ slug: "trainer" });
  const needs = (values: Partial<typeof environmentVersions.$inferInsert>) =>
    db
      .update(environmentVersions)
      .set({ imageReference: "registry.invalid/a:1", ...values })
      .where(eq(environmentVersions.id, version.id));
  const gpus = { cpuMilli: 4000, memoryBytes: 8 * gib, accelerators: { "nvidia.com/gpu": 2 } };
  await seeNodes([aNode({ name: "gpu", architecture: "x86-64", allocatable: gpus })]);
  const submit = (values: Parameters<typeof input>[0]) => createJob(member, input({ environment: "trainer", ...values }));
  const refusal = (path: string, key: string) => ({ key, fields: [{ path }] });

  await needs({ architectures: ["arm64"] });
  await expect(submit({})).rejects.toMatchObject(refusal("environment", "environments.place.noArchitecture"));
  await needs({ architectures: ["x86-64"], accelerator: "huawei.com" });
  await expect(submit({})).rejects.toMatchObject(refusal("environment", "environments.place.noAccelerator"));
  await needs({ accelerator: "nvidia.com" });
  await expect(submit({})).rejects.toMatchObject(refusal("accelerators", "environments.place.acceleratorNeeded"));
  const asked = { "nvidia.com/gpu": 4 };
  await expect(submit({ accelerators: asked })).rejects.toMatchObject(refusal("accelerators", "scheduling.neverSoManyAccelerators"));
  await expect(submit({ sharedMemoryBytes: 3 * gib })).rejects.toMatchObject(refusal("sharedMemoryBytes", "jobs.refused.sharedMemory"));
  const job = await submit({ accelerators: { "nvidia.com/gpu": 2 }, sharedMemoryBytes: gib });
  expect(job).toMatchObject({ accelerators: { "nvidia.com/gpu": 2 }, sharedMemoryBytes: gib });
  expect(await cloneJob(member, { id: job.id })).toMatchObject({ accelerators: job.accelerators, sharedMemoryBytes: gib });
  await db.delete(processHeartbeats);
});

test("the thousand-and-first job of an hour is refused with a time to come back", async () => {
  const busy = actorOf(await aUser());
  const mine = await aProject({ owner: { id: busy.userId } });
  const { consume } = await import("@/lib/rates/consume");
  await Promise.all(Array.from({ length: 1000 }, () => consume("jobSubmit", busy.userId)));
  await expect(createJob(busy, { ...input(), projectId: mine.id })).rejects.toMatchObject({ code: "rate_limited" });
});
