import { describe, expect, test } from "vitest";
import { capacityOf } from "@/lib/cluster/capacity";
import { toNodeItem } from "@/lib/cluster/node-item";
import type { Node, NodeCondition } from "@/lib/compute/workload";

const GiB = 2 ** 30;

describe("a node in a list", () => {
  test("tells ours from others', and what is wrong before what is chosen", () => {
    const node = gpuNode("a", { own: 3, others: 2 });
    expect(toNodeItem(node)).toMatchObject({
      state: "ready",
      problem: null,
      accelerators: [{ type: "nvidia.com/gpu", product: "A100", allocatable: 8, own: 3, others: 2 }],
      pods: { own: 1, others: 4, limit: 110 },
    });
    const bad = (...conditions: NodeCondition[]) => toNodeItem({ ...node, conditions });
    expect(bad({ type: "Schedulable", ok: false }, { type: "Ready", ok: false, reason: "NodeStatusUnknown" })).toMatchObject({
      state: "lost",
      problem: { key: "cluster.problem.silent" },
    });
    expect(bad({ type: "DiskPressure", ok: false }, { type: "Schedulable", ok: false })).toMatchObject({ state: "cordoned" });
    expect(bad({ type: "Admits", ok: false, reason: "pool=ai" })).toMatchObject({
      state: "closed",
      problem: { key: "cluster.problem.closed", params: { reason: "pool=ai" } },
    });
    expect(bad({ type: "FrequentReboots", ok: false, reason: "Many" })).toMatchObject({
      state: "degraded",
      problem: { key: "cluster.problem.other", params: { type: "FrequentReboots", reason: "Many" } },
    });
  });

  test("of one machine takes what was given away there, and its isolation is no fault", () => {
    const { cluster: _, requested: __, ...machine } = gpuNode("m", {});
    const item = toNodeItem(
      { ...machine, conditions: [{ type: "PrivateView", ok: false }] },
      { cpuMilli: 2000, memoryBytes: GiB, accelerators: {} },
    );
    expect(item).toMatchObject({ state: "ready", pods: null, cpuMilli: { own: 2000, others: 0 } });
  });
});

describe("the capacity", () => {
  test("counts as free what open nodes have, and names the largest that fits", () => {
    const nodes = [
      gpuNode("a", { own: 6 }),
      gpuNode("b", { own: 5, others: 1 }),
      gpuNode("c", { own: 4 }),
      { ...gpuNode("d", {}), conditions: [{ type: "Schedulable", ok: false }] },
    ].map((node) => toNodeItem(node));
    const capacity = capacityOf(nodes);
    expect(capacity.states).toMatchObject({ ready: 3, cordoned: 1, lost: 0 });
    expect(capacity.accelerators).toMatchObject([
      {
        product: "A100",
        allocatable: 32,
        own: 15,
        others: 1,
        free: 8,
        nodes: 4,
        largest: { amount: 4, node: "c" },
        onTwo: 2,
        spread: [0, 0, 2, 0, 1, 0, 0, 0, 0],
      },
    ]);
    expect(capacity.accelerators[0]?.places.map(({ node, isOpen }) => [node, isOpen])).toEqual([
      ["a", true],
      ["b", true],
      ["c", true],
      ["d", false],
    ]);
  });

  test("keeps products of one name apart, and draws many nodes as a whole", () => {
    const many = Array.from({ length: 30 }, (_, at) => toNodeItem(gpuNode(`n${at}`, {}, at < 2 ? "L40S" : "A100")));
    const [a100, l40s] = capacityOf(many).accelerators;
    expect([a100?.product, a100?.nodes, a100?.places.length]).toEqual(["A100", 28, 0]);
    expect([l40s?.product, l40s?.nodes, l40s?.places.length]).toEqual(["L40S", 2, 2]);
  });

  test("of nothing has nothing that fits", () => {
    expect(capacityOf([])).toMatchObject({ nodes: 0, cpuMilli: { allocatable: 0, largest: null }, accelerators: [] });
  });
});

function gpuNode(name: string, { own = 0, others = 0 }: { own?: number; others?: number }, product = "A100"): Node {
  const amounts = (count: number) => ({ cpuMilli: 1000, memoryBytes: GiB, accelerators: { "nvidia.com/gpu": count } });
  return {
    name,
    architecture: "x86-64",
    allocatable: { cpuMilli: 64_000, memoryBytes: 512 * GiB, accelerators: { "nvidia.com/gpu": 8 } },
    requested: amounts(own + others),
    accelerators: [{ type: "nvidia.com/gpu", allocatable: 8, product }],
    labels: {},
    conditions: [{ type: "Ready", ok: true }],
    isolation: "container",
    cluster: { version: "v1", taints: [], podLimit: 110, otherPods: 4, workloads: [{ id: "w", pods: 1, resources: amounts(own) }] },
  };
}
