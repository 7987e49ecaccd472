import path from "node:path";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { blobs, changes, jobs, timeline } from "@/db/schema";
import { PresignedFolder } from "@/db/testing/presigned-folder";
import { aRunningAttempt, aStartingRevision } from "@/db/testing/workload-factories";
import { env } from "@/lib/env";
import { getWorkload } from "@/lib/workloads/get-workload";
import { listMountFiles } from "@/lib/workloads/list-mount-files";
import { tellProgress } from "@/lib/workloads/tell-progress";

const store = new PresignedFolder(path.join(env.CAIRN_DATA, "objects"));
vi.mock("@/lib/storage/store", () => ({ objectStore: () => store }));

const inputs = { "/data/digits": { "a.csv": "1,2\n", "sub/b.csv": "3,4,5\n" }, "/labels": { "l.txt": "" } };

test("an attempt learns what it reads and that it may give something back", async () => {
  const { actor, attempt } = await aRunningAttempt({ inputs });
  expect(await getWorkload(actor)).toEqual({
    id: attempt.id,
    kind: "attempt",
    mounts: [
      { index: 0, target: "/data/digits", fileCount: 2, totalBytes: 10 },
      { index: 1, target: "/labels", fileCount: 1, totalBytes: 0 },
    ],
    takesOutputs: true,
    takesMetrics: true,
  });
});

test("a revision reads its model and gives nothing back", async () => {
  const { actor, revisionId } = await aStartingRevision();
  expect(await getWorkload(actor)).toEqual({
    id: revisionId,
    kind: "revision",
    mounts: [{ index: 0, target: "/model", fileCount: 1, totalBytes: 5 }],
    takesOutputs: false,
    takesMetrics: false,
  });
  expect((await listMountFiles(actor, { index: 0 })).items).toMatchObject([{ path: "model.joblib", size: 5, start: 0, end: 5 }]);
});

test("each file has an address, and its place in the object", async () => {
  const { actor } = await aRunningAttempt({ inputs });
  const { items, nextCursor } = await listMountFiles(actor, { index: 0 });
  expect(nextCursor).toBeNull();
  expect(items.map(({ path: name, size, start, end }) => [name, size, start, end])).toEqual([
    ["a.csv", 4, 0, 4],
    ["sub/b.csv", 6, 0, 6],
  ]);
  const [first] = items;
  const [blob] = await db
    .select()
    .from(blobs)
    .where(eq(blobs.sha256, first?.sha256 ?? ""));
  expect(first?.url).toBe(`https://store.test/${blob?.objectKey}?seconds=3600`);
});

test("a file within a packed object has its own range", async () => {
  const { actor } = await aRunningAttempt({ inputs: { "/data": { "packed.csv": "in the middle" } } });
  const [before] = (await listMountFiles(actor, { index: 0 })).items;
  await db
    .update(blobs)
    .set({ objectOffset: 100 })
    .where(eq(blobs.sha256, before?.sha256 ?? ""));
  expect((await listMountFiles(actor, { index: 0 })).items).toMatchObject([{ size: 13, start: 100, end: 113 }]);
});

test("many files come page by page, each once, in whatever script they are named", async () => {
  const names = Array.from({ length: 1_203 }, (_, at) => `${at % 3 === 0 ? "数据" : "data"}/${at}.csv`);
  const { actor } = await aRunningAttempt({ inputs: { "/data": Object.fromEntries(names.map((name) => [name, "same"])) } });
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listMountFiles(actor, { index: 0, cursor });
    seen.push(...page.items.map((item) => item.path));
    sizes.push(page.items.length);
    cursor = page.nextCursor;
  }
  expect(sizes).toEqual([500, 500, 203]);
  expect(seen.toSorted()).toEqual(names.toSorted());
});

test("a mount that is not there is not found, and a marker of elsewhere is refused", async () => {
  const { actor } = await aRunningAttempt({ inputs });
  await expect(listMountFiles(actor, { index: 2 })).rejects.toMatchObject({ code: "not_found" });
  await expect(listMountFiles(actor, { index: 0, cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid" });
});

const stagesOf = (subjectId: string) => db.select().from(timeline).where(eq(timeline.subjectId, subjectId));

test("how much of the inputs is there shows on the job that starts, once a percentage", async () => {
  const { actor, job } = await aRunningAttempt({ status: "starting" });
  await tellProgress(actor, { doneBytes: 501, totalBytes: 1_000 });
  expect(await stagesOf(job.id)).toMatchObject([{ stage: "data", key: "timeline.dataProgress", params: { percent: 50 } }]);
  await tellProgress(actor, { doneBytes: 502, totalBytes: 1_000 });
  expect(await db.select().from(changes).where(eq(changes.subjectId, job.id))).toHaveLength(1);
  await tellProgress(actor, { doneBytes: 2_000, totalBytes: 1_000 });
  expect(await stagesOf(job.id)).toMatchObject([{ stage: "data", params: { percent: 100 } }]);
});

test("a job that runs already does not go back to its data", async () => {
  const { actor, job } = await aRunningAttempt({ status: "starting" });
  await db.update(jobs).set({ status: "running" }).where(eq(jobs.id, job.id));
  await tellProgress(actor, { doneBytes: 1, totalBytes: 0 });
  expect(await stagesOf(job.id)).toEqual([]);
});

test("how much of a model is there shows on its endpoint", async () => {
  const { actor, revisionId, endpointId } = await aStartingRevision();
  await tellProgress(actor, { doneBytes: 0, totalBytes: 0 });
  expect(await stagesOf(revisionId)).toMatchObject([{ stage: "data", params: { percent: 100 } }]);
  expect(await db.select().from(changes).where(eq(changes.subjectId, endpointId))).toMatchObject([{ type: "endpoint.changed" }]);
});
