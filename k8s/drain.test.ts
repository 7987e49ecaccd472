import { expect, test } from "vitest";
import { fateOf } from "@/k8s/drain";
import type { Pod, PodDisruptionBudget } from "@/k8s/objects";

const gentle = { endsLocalData: false };
const owned = { ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "r", uid: "u" }] };
const job = { ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: "j", uid: "u" }] };
const scratch = { volumes: [{ name: "scratch", emptyDir: {} }] };

function aPod(metadata: Partial<Pod["metadata"]> = owned, spec: Partial<Pod["spec"]> = {}): Pod {
  return { metadata: { name: "p", namespace: "ns", labels: { app: "x" }, ...metadata }, spec: { containers: [], ...spec } };
}

function budget(
  selector: NonNullable<PodDisruptionBudget["spec"]>["selector"],
  disruptionsAllowed = 0,
  namespace = "ns",
): PodDisruptionBudget {
  return { metadata: { name: "b", namespace }, spec: selector ? { selector } : {}, status: { disruptionsAllowed } };
}

test("what belongs to the node stays, and what nothing would start again is stuck", () => {
  expect(fateOf(aPod({ annotations: { "kubernetes.io/config.mirror": "x" } }), false, [], gentle)).toMatchObject({
    fate: "stays",
    reason: { key: "static" },
  });
  const daemon = { ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: "d", uid: "u" }] };
  expect(fateOf(aPod(daemon), false, [], gentle)).toMatchObject({ fate: "stays", reason: { key: "daemon" } });
  expect(fateOf(aPod({}), false, [], gentle)).toMatchObject({ fate: "stuck", reason: { key: "alone" } });
});

test("others' data on the node are kept unless that is wished; Cairn's own are stored elsewhere, and memory is nobody's", () => {
  expect(fateOf(aPod(owned, scratch), false, [], gentle)).toMatchObject({ fate: "stuck", reason: { key: "localData" } });
  expect(fateOf(aPod(owned, scratch), false, [], { endsLocalData: true })).toEqual({ fate: "moves" });
  expect(fateOf(aPod(owned, { volumes: [{ name: "shm", emptyDir: { medium: "Memory" } }] }), false, [], gentle)).toEqual({
    fate: "moves",
  });
  expect(fateOf(aPod(job, scratch), true, [], gentle)).toEqual({ fate: "retries" });
});

test("a program of ours starts again elsewhere, a service moves, and so does what others run", () => {
  expect(fateOf(aPod(job), true, [], gentle)).toEqual({ fate: "retries" });
  expect(fateOf(aPod(), true, [], gentle)).toEqual({ fate: "moves" });
  expect(fateOf(aPod(job), false, [], gentle)).toEqual({ fate: "moves" });
});

test.each([
  ["by a label", budget({ matchLabels: { app: "x" } }), "waits"],
  ["of everything", budget({}), "waits"],
  ["by an expression", budget({ matchExpressions: [{ key: "app", operator: "In", values: ["x", "y"] }] }), "waits"],
  ["by a missing label", budget({ matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }), "waits"],
  ["of other pods", budget({ matchExpressions: [{ key: "app", operator: "NotIn", values: ["x"] }] }), "moves"],
  ["of another namespace", budget({ matchLabels: { app: "x" } }, 0, "other"), "moves"],
  ["that allows one more", budget({ matchLabels: { app: "x" } }, 1), "moves"],
  ["that selects nothing", budget(undefined), "moves"],
])("a budget %s: %#", (_, one, fate) => {
  expect(fateOf(aPod(), false, [one], gentle).fate).toBe(fate);
});
