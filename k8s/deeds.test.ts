import { expect, test } from "vitest";
import { deedsOf } from "@/k8s/deeds";
import { kinds } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import { aJob, aPod, aState, ended } from "@/k8s/states";

const running = { phase: "Running", startTime: "2026-01-01T00:00:00Z", main: { running: { startedAt: "2026-01-01T00:00:40Z" } } };
const stop = { at: "2026-01-01T00:01:00Z", ended: [] };

test("what runs in time is left alone", () => {
  expect(deedsOf(aState({ pods: [aPod(running)] }))).toEqual([]);
});

test("a limit counts from when the program began, and is set once", () => {
  const record = { maxRunSeconds: 60 };
  expect(deedsOf(aState({ record, pods: [aPod(running)] }))).toEqual([{ kind: "end", namespace: "ns", pod: "p", deadlineSeconds: 100 }]);
  expect(deedsOf(aState({ record, pods: [aPod({ ...running, deadlineSeconds: 100 })] }))).toEqual([]);
  expect(deedsOf(aState({ record, pods: [aPod({})] }))).toEqual([]);
});

test("a stop ends what runs, in its place; what has ended is left", () => {
  const pods = [aPod(running), aPod({ rank: 1, name: "q", phase: "Succeeded", startTime: running.startTime, main: ended(0) })];
  expect(deedsOf(aState({ record: { stop }, replicas: 2, pods }))).toEqual([
    { kind: "end", namespace: "ns", pod: "p", deadlineSeconds: 1 },
  ]);
});

test("a stop withdraws what has not begun, until its Job is gone", () => {
  const withdrawn = [{ kind: "withdraw", of: kinds.job, namespace: "ns", name: "j" }];
  expect(deedsOf(aState({ record: { stop } }))).toEqual(withdrawn);
  expect(deedsOf(aState({ record: { stop }, pods: [aPod({})] }))).toEqual(withdrawn);
  expect(deedsOf(aState({ record: { stop }, jobs: [aJob({ isBeingDeleted: true })] }))).toEqual([]);
});

test("one rank that failed ends the other roles of its gang, whose Jobs know nothing of it", () => {
  const failed = aPod({ name: "f", phase: "Failed", startTime: running.startTime, main: ended(9) });
  const other = aPod({ ...running, role: "ps", name: "ps" });
  const roles = [
    { name: "worker", replicas: 1, memoryBytes: 1 },
    { name: "ps", replicas: 1, memoryBytes: 1 },
  ];
  const jobs = [aJob({ failed: {} }), aJob({ role: "ps", name: "k" })];
  expect(deedsOf(aState({ record: { roles }, jobs, pods: [failed, other] }))).toEqual([
    { kind: "end", namespace: "ns", pod: "ps", deadlineSeconds: 1 },
  ]);
});

test("nothing is done to what is being removed, nor to what is no batch", () => {
  const of = (record: Partial<WorkloadState["record"]>) => deedsOf(aState({ record: { stop, ...record }, pods: [aPod(running)] }));
  expect([of({ isBeingRemoved: true }), of({ kind: "service" })]).toEqual([[], []]);
});
