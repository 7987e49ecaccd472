import "@/db/testing/data-folder";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import {
  accessKeys,
  attempts,
  blobs,
  jobs,
  logChunks,
  manifestEntries,
  metricChunks,
  metricSeries,
  modelVersions,
  runs,
} from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { anEndedJob } from "@/db/testing/serve-factories";
import { listManifest } from "@/lib/blobs/list-manifest";
import { purgeBlobs } from "@/lib/datasets/purge-blobs";
import { restoreJob } from "@/lib/jobs/delete-job";
import { purgeJobs } from "@/lib/jobs/purge-jobs";
import { appendLines } from "@/lib/logs/append-lines";
import { shipLog } from "@/lib/logs/ship-log";
import { registerModel } from "@/lib/models/register-model";
import { appendPoints } from "@/lib/runs/append-points";
import { objectStore } from "@/lib/storage/store";
import { grantAccess } from "@/lib/workloads/grant-access";

const project = await aProject();
const member = await aMember(project.id);
const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const objects = async () => (await Array.fromAsync(objectStore().list(""))).map(({ key }) => key);

/** A job that ran, with a shipped and a young piece of log, a metric and outputs. */
async function aDeletedJob(outputs: Readonly<Record<string, string>>) {
  const made = await anEndedJob(project.id, member.userId, outputs);
  const { attempt } = made;
  await db.update(attempts).set({ runId: made.run.id }).where(eq(attempts.id, attempt.id));
  const line = { at: new Date(), stream: "stdout" as const, role: "main", rank: 0, text: "hello".repeat(600) };
  await appendLines(attempt.id, [line]);
  await shipLog(attempt.id, { isEnded: true });
  await appendLines(attempt.id, [line]);
  await transaction((tx) => appendPoints(tx, made.run.id, [{ name: "loss", step: 1, value: 0.5, at: new Date() }]));
  await grantAccess({ workloadId: attempt.id, projectId: project.id, userId: member.userId });
  return made;
}

const remove = (id: string, daysAgo: number) =>
  db
    .update(jobs)
    .set({ deletedAt: ago(daysAgo) })
    .where(eq(jobs.id, id));

test("what was deleted 30 days ago goes with log, outputs and metrics; a younger one can be taken back whole", async () => {
  const old = await aDeletedJob({ "old.txt": "only here" });
  const young = await aDeletedJob({ "young.txt": "still here" });
  await remove(old.job.id, 31);
  await remove(young.job.id, 29);
  await db.update(blobs).set({ touchedAt: ago(3) });
  await expect(restoreJob(member, old.job.id)).rejects.toMatchObject({ code: "not_found" });
  await purgeJobs();
  await purgeBlobs();
  expect(await db.$count(jobs, eq(jobs.id, old.job.id))).toBe(0);
  expect(await db.$count(runs, eq(runs.id, old.run.id))).toBe(0);
  expect(await db.$count(accessKeys, eq(accessKeys.subjectId, old.attempt.id))).toBe(0);
  for (const table of [logChunks, metricSeries, metricChunks, manifestEntries, blobs])
    expect(await db.$count(table)).toBe(table === logChunks ? 2 : 1);
  expect((await objects()).map((key) => key.split("/")[0]).toSorted()).toEqual(["blobs", "logs"]);
  expect(await restoreJob(member, young.job.id)).toMatchObject({ status: "succeeded", attempt: { outputCount: 1 } });
  await purgeJobs();
  expect(await db.$count(manifestEntries)).toBe(1);
});

test("a model registered from it keeps its files and knows where it came from", async () => {
  const { job, attempt } = await aDeletedJob({ "model.joblib": "weights", "huge.bin": "not registered" });
  await registerModel(member, { projectId: project.id, attemptId: attempt.id, path: "model.joblib", model: "kept", note: "" });
  await remove(job.id, 31);
  await db.update(blobs).set({ touchedAt: ago(3) });
  const before = await db.$count(blobs);
  await purgeJobs();
  await purgeBlobs();
  expect(await db.$count(blobs)).toBe(before - 1);
  const [version] = await db.select().from(modelVersions).where(eq(modelVersions.attemptId, attempt.id));
  expect(await listManifest("model_version", version?.id ?? "")).toMatchObject([{ path: "model.joblib" }]);
  expect(await db.$count(jobs, eq(jobs.id, job.id))).toBe(1);
  expect(await db.$count(logChunks, eq(logChunks.subjectId, attempt.id))).toBe(0);
  // A second round finds nothing more to do.
  const changed = await db.select().from(jobs).where(eq(jobs.id, job.id));
  await purgeJobs();
  expect(await db.select().from(jobs).where(eq(jobs.id, job.id))).toEqual(changed);
});
