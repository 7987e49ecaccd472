import { expect, test } from "vitest";
import type { ComputeReason, Node, Observation } from "@/lib/compute/workload";
import { pendingWords } from "@/lib/jobs/internal/pending-words";
import { roomiest } from "@/lib/scheduling/roomiest";

const GiB = 2 ** 30;
const amount = (cpu: number, gpu = 0) => ({ cpuMilli: cpu * 1000, memoryBytes: cpu * GiB, accelerators: { "nvidia.com/gpu": gpu } });
const node = (name: string, requested: number, gpu: number): Node => ({
  name,
  architecture: "x86-64",
  allocatable: amount(8, 8),
  requested: amount(requested, gpu),
  accelerators: [],
  labels: {},
  conditions: [{ type: "Ready", ok: true }],
  isolation: "container",
});
const nodes = [node("a", 6, 8), node("b", 5, 6)];
const words = (reason?: ComputeReason, progress?: Observation["progress"]) =>
  pendingWords(
    { phase: "pending", replicas: [], ...(reason && { reason }), ...(progress && { progress }) },
    { resources: amount(4, 4), node: "n", roomiest: (resource) => roomiest(nodes, resource) },
  );
const lacking = (resource: string): ComputeReason => ({
  key: "unschedulable",
  params: { detail: `0/2 nodes are available: 2 Insufficient ${resource}. preemption: 0/2 nodes are available.` },
});

test("what is just on its way says where", () => {
  expect(words()).toEqual({ stage: "starting", key: "timeline.starting", params: { node: "n" }, isHindered: false });
  expect(words({ key: "fetchingInputs" }, { doneBytes: 1, totalBytes: 4 })).toMatchObject({ stage: "data", params: { percent: 25 } });
});

test("what no node has room for says which resource, and the largest gap there is now", () => {
  expect(words(lacking("cpu"))).toMatchObject({ key: "jobs.waits.cpu", params: { asked: 4, free: 3, node: "b" }, isHindered: true });
  expect(words(lacking("memory"))).toMatchObject({ key: "jobs.waits.memory", params: { asked: 4, free: 3, node: "b" } });
  expect(words(lacking("nvidia.com/gpu"))).toMatchObject({
    key: "jobs.waits.accelerator",
    params: { type: "nvidia.com/gpu", asked: 4, free: 2, node: "b" },
  });
});

test("what nobody counts is told in the cluster's own words", () => {
  const detail = "0/1 nodes are available: 1 node(s) had untolerated taint {a: b}.";
  expect(words({ key: "unschedulable", params: { detail } })).toMatchObject({ key: "compute.unschedulable", params: { detail } });
  expect(words(lacking("ephemeral-storage"))).toMatchObject({ key: "compute.unschedulable" });
});

test("every other hindrance reaches the timeline in its own words", () => {
  for (const key of ["imagePull", "cannotCreate", "mountFailed", "quotaExceeded", "admissionRefused", "drained", "evicted"] as const) {
    expect(words({ key, params: { detail: "d" } })).toEqual({
      stage: "starting",
      key: `compute.${key}`,
      params: { detail: "d" },
      isHindered: true,
    });
  }
});
