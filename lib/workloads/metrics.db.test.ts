import { expect, test } from "vitest";
import { db } from "@/db/client";
import { replicas } from "@/db/schema";
import { aRunningAttempt, aStartingRevision } from "@/db/testing/workload-factories";
import { readSeries } from "@/lib/runs/read-series";
import { tellMetrics } from "@/lib/workloads/tell-metrics";

const line = (step: number) => `{"step": ${step}, "loss": ${step / 10}}\n`;
const text = (...steps: readonly number[]) => steps.map(line).join("");
const stepsOf = async (runId: string) => (await readSeries(runId)).flatMap(({ steps }) => steps);

test("lines of the metrics file become points, and the offset says how far it was taken", async () => {
  const { actor, run } = await aRunningAttempt();
  const first = text(1, 2);
  expect(await tellMetrics(actor, { offset: 0, text: first })).toEqual({ offset: first.length });
  expect(await tellMetrics(actor, { offset: first.length, text: text(3) })).toEqual({ offset: first.length + line(3).length });
  expect(await stepsOf(run.id)).toEqual([1, 2, 3]);
});

test("what was told before is not counted twice, in part neither", async () => {
  const { actor, run } = await aRunningAttempt();
  const { offset } = await tellMetrics(actor, { offset: 0, text: text(1, 2) });
  expect(await tellMetrics(actor, { offset: 0, text: text(1, 2) })).toEqual({ offset });
  expect(await tellMetrics(actor, { offset: line(1).length, text: text(2, 3) })).toEqual({ offset: offset + line(3).length });
  expect(await stepsOf(run.id)).toEqual([1, 2, 3]);
});

test("the same text sent many times at once counts once", async () => {
  const { actor, run } = await aRunningAttempt();
  await Promise.all(Array.from({ length: 8 }, () => tellMetrics(actor, { offset: 0, text: text(1, 2, 3) })));
  expect(await stepsOf(run.id)).toEqual([1, 2, 3]);
});

test("half a line waits for its other half", async () => {
  const { actor, run } = await aRunningAttempt();
  const { offset } = await tellMetrics(actor, { offset: 0, text: `${text(1)}{"step": 2, "lo` });
  expect(offset).toBe(line(1).length);
  await tellMetrics(actor, { offset, text: text(2) });
  expect(await stepsOf(run.id)).toEqual([1, 2]);
});

test("an empty text asks how far the file was taken", async () => {
  const { actor } = await aRunningAttempt();
  expect(await tellMetrics(actor, { offset: 0, text: "" })).toEqual({ offset: 0 });
  const { offset } = await tellMetrics(actor, { offset: 0, text: text(1) });
  expect(await tellMetrics(actor, { offset: 0, text: "" })).toEqual({ offset });
  expect(await tellMetrics(actor, { offset: 9_999, text: "" })).toEqual({ offset });
});

test("offsets count bytes, and a gap stands for a line that was left out", async () => {
  const { actor, run } = await aRunningAttempt();
  const wide = '{"step": 1, "损失": 0.5}\n';
  const { offset } = await tellMetrics(actor, { offset: 0, text: wide });
  expect(offset).toBe(Buffer.byteLength(wide));
  expect(await tellMetrics(actor, { offset: offset + 70_000, text: text(2) })).toEqual({ offset: offset + 70_000 + line(2).length });
  expect((await readSeries(run.id)).map(({ name }) => name)).toEqual(["损失", "loss"]);
});

test("lines that are no metrics are passed over", async () => {
  const { actor, run } = await aRunningAttempt();
  const noise = "not json\n[1]\n\n";
  expect(await tellMetrics(actor, { offset: 0, text: noise + text(1) })).toEqual({ offset: noise.length + line(1).length });
  expect(await stepsOf(run.id)).toEqual([1]);
});

test("an attempt tells of itself before the worker has seen it run", async () => {
  const { actor, attempt } = await aRunningAttempt();
  await tellMetrics(actor, { offset: 0, text: text(1) });
  expect(await db.select().from(replicas)).toContainEqual(expect.objectContaining({ workloadId: attempt.id, role: "main", rank: 0 }));
});

test("a revision has no metrics", async () => {
  const { actor } = await aStartingRevision();
  await expect(tellMetrics(actor, { offset: 0, text: "" })).rejects.toMatchObject({ code: "not_found" });
});
