import { expect, test } from "vitest";
import { deedsOf } from "@/k8s/deeds";
import { kinds } from "@/k8s/objects";
import { ranksOf } from "@/k8s/ranks";
import { aPod, aSet, aState } from "@/k8s/states";

const numbersOf = (...args: Parameters<typeof ranksOf>) => Object.fromEntries(ranksOf(...args));
const pod = (name: string, rank?: number, change: Partial<Parameters<typeof aPod>[0]> = {}) =>
  aPod({ name, rank, createdAt: `2026-01-01T00:00:0${name.length}Z`, ...change });

test("pods without a number get those that are free, the oldest first", () => {
  expect(numbersOf([pod("bb"), pod("a"), pod("ccc", 0)], 3)).toEqual({ a: 1, bb: 2, ccc: 0 });
});

test("of two with the same number the older one keeps it", () => {
  expect(numbersOf([pod("bb", 1), pod("a", 1)], 2)).toEqual({ a: 1, bb: 0 });
});

test("who is on its way out, has ended or is one too many has no number", () => {
  const gone = [pod("a", 0, { isBeingDeleted: true }), pod("bb", 1, { phase: "Failed" })];
  expect(numbersOf([...gone, pod("ccc"), pod("dddd"), pod("eeeee")], 2)).toEqual({ ccc: 0, dddd: 1 });
});

test("a number that was given is written to the pod, once", () => {
  const state = (rank?: number) => aState({ record: { kind: "service" }, jobs: [], sets: [aSet({})], pods: [pod("a", rank)] });
  expect(deedsOf(state())).toEqual([{ kind: "number", namespace: "ns", pod: "a", rank: 0 }]);
  expect(deedsOf(state(0))).toEqual([]);
});

test("a service keeps its number of replicas, and its Deployment goes when it is stopped", () => {
  const of = { of: kinds.deployment, namespace: "ns", name: "s" };
  const record = { kind: "service" } as const;
  expect(deedsOf(aState({ record, jobs: [], sets: [aSet({ replicas: 4 })] }))).toEqual([{ kind: "scale", ...of, replicas: 1 }]);
  const stop = { at: "2026-01-01T00:00:00Z", ended: [] };
  expect(deedsOf(aState({ record: { ...record, stop }, jobs: [], sets: [aSet({ replicas: 4 })] }))).toEqual([{ kind: "withdraw", ...of }]);
  expect(deedsOf(aState({ record: { ...record, stop }, jobs: [], sets: [aSet({ isBeingDeleted: true })] }))).toEqual([]);
});
