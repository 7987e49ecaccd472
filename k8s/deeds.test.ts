import { expect, test } from "vitest";
import { deedsOf } from "@/k8s/deeds";
import { kinds } from "@/k8s/objects";
import { observationOf, type WorkloadState } from "@/k8s/observe";
import { aJob, aPod, aSet, aState, ended } from "@/k8s/states";

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
  const waits = aPod({ startTime: running.startTime, main: { waiting: { reason: "ContainerCreating" } } });
  expect(deedsOf(aState({ record: { stop }, pods: [waits] }))).toEqual(withdrawn);
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

const gang = [
  { name: "chief", replicas: 1, memoryBytes: 1 },
  { name: "ps", replicas: 1, memoryBytes: 1, endsWith: "chief" },
];
const gangJobs = [aJob({ role: "chief", name: "c" }), aJob({ role: "ps", name: "k" })];
const chief = aPod({ ...running, role: "chief", name: "chief" });
const server = aPod({ ...running, role: "ps", name: "ps" });

test("what serves a role ends when that role has succeeded, and has succeeded too", () => {
  const over = { ...chief, phase: "Succeeded", main: ended(0) };
  expect(deedsOf(aState({ record: { roles: gang }, jobs: gangJobs, pods: [over, server] }))).toEqual([
    { kind: "end", namespace: "ns", pod: "ps", deadlineSeconds: 1 },
  ]);
  const told = { ...server, phase: "Failed", reason: "DeadlineExceeded", main: ended(143) };
  const seen = observationOf(aState({ record: { roles: gang }, jobs: gangJobs, pods: [over, told] }));
  expect([seen.phase, seen.reason, ...seen.replicas.map(({ phase }) => phase)]).toEqual(["succeeded", undefined, "succeeded", "succeeded"]);
  const unserved = gang.map(({ endsWith: _, ...role }) => role);
  expect(deedsOf(aState({ record: { roles: unserved }, jobs: gangJobs, pods: [over, server] }))).toEqual([]);
});

test("what serves a role and fails before that role has ended fails the gang", () => {
  const crashed = { ...server, phase: "Failed", main: ended(9) };
  expect(deedsOf(aState({ record: { roles: gang }, jobs: gangJobs, pods: [chief, crashed] }))).toMatchObject([
    { kind: "end", pod: "chief" },
  ]);
});

test("who is taken out of a gang is remembered, with the reason, and the others end", () => {
  const taken = { ...server, node: "n1", isBeingDeleted: true, disruption: { reason: "EvictionByEvictionAPI" } };
  const loss = { role: "ps", rank: 0, reason: { key: "drained" as const, params: { node: "n1" } } };
  expect(deedsOf(aState({ record: { roles: gang }, jobs: gangJobs, pods: [chief, taken] }))).toEqual([
    { kind: "remember", namespace: "ns", name: "w-w", loss },
    { kind: "end", namespace: "ns", pod: "chief", deadlineSeconds: 1 },
  ]);
  const peer = { ...chief, phase: "Failed", reason: "DeadlineExceeded", main: ended(143) };
  const jobs = [aJob({ role: "chief", name: "c" }), aJob({ role: "ps", failed: {} })];
  const seen = observationOf(aState({ record: { roles: gang, loss }, jobs, pods: [peer] }));
  expect(seen).toMatchObject({ phase: "failed", reason: loss.reason });
  expect(seen.replicas[0]?.reason).toEqual({ key: "peerFailed", params: { role: "ps", rank: 0 } });
});

test("one rank of a role that failed ends the others in their place, and withdraws those that never began", () => {
  const failed = aPod({ rank: 1, name: "f", phase: "Failed", startTime: running.startTime, main: ended(9) });
  const waits = aPod({ rank: 2, name: "q", unschedulable: "no node" });
  const job = aJob({ failedRanks: "1" });
  expect(deedsOf(aState({ replicas: 4, jobs: [job], pods: [aPod(running), failed, waits] }))).toEqual([
    { kind: "end", namespace: "ns", pod: "p", deadlineSeconds: 1 },
    { kind: "withdraw", of: kinds.pod, namespace: "ns", name: "q" },
  ]);
  const withdrawn = { ...waits, isBeingDeleted: true };
  const told = { ...aPod(running), deadlineSeconds: 1 };
  const after = aState({ replicas: 4, jobs: [job], pods: [told, failed, withdrawn] });
  expect(deedsOf(after)).toEqual([]);
  const { phase, replicas } = observationOf(after);
  const peer = { key: "peerFailed", params: { role: "worker", rank: 1 } };
  expect(phase).toBe("running");
  expect(replicas.map(({ phase: own, reason }) => [own, reason])).toEqual([
    ["running", undefined],
    ["failed", { key: "exited", params: { code: 9 } }],
    ["failed", peer],
    ["failed", peer],
  ]);
});

test("a rank whose failure only its Job tells ends the others", () => {
  const jobs = [aJob({ failedRanks: "1" })];
  expect(deedsOf(aState({ replicas: 2, jobs, pods: [aPod(running)] }))).toEqual([
    { kind: "end", namespace: "ns", pod: "p", deadlineSeconds: 1 },
  ]);
});

test("what makes the pods of a stopped service is withdrawn; they go with the grace that they have", () => {
  const [living, going] = [aSet({}), aSet({ name: "going", isBeingDeleted: true })];
  const state = aState({
    record: { kind: "service", stop },
    sets: [living, going],
    pods: [aPod({}), aPod({ name: "g", isBeingDeleted: true })],
  });
  expect(deedsOf(state)).toEqual([{ kind: "withdraw", of: living.kind, namespace: living.namespace, name: living.name }]);
});
