import { describe, expect, test } from "vitest";
import { labels } from "@/k8s/names";
import { holdingOf, nodeOf, projectNode } from "@/k8s/nodes";
import type { KubeNode, Pod } from "@/k8s/objects";

const open = { nodeSelector: {}, tolerations: [] };

describe("a node", () => {
  test("has its accelerators under the names that its labels give them, whoever makes them", () => {
    const of = (resource: string, own: Record<string, string>) =>
      projectNode(open)(aNode({ allocatable: { cpu: "8", memory: "32Gi", pods: "110", [resource]: "8" }, labels: own })).accelerators;
    expect(of("nvidia.com/gpu", { "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB", "nvidia.com/gpu.memory": "81920" })).toEqual([
      { type: "nvidia.com/gpu", allocatable: 8, product: "NVIDIA-A100-SXM4-80GB", memoryBytes: 80 * 2 ** 30 },
    ]);
    expect(of("huawei.com/Ascend910", { "node.kubernetes.io/npu.chip.name": "Ascend910B3" })).toMatchObject([{ product: "Ascend910B3" }]);
    expect(of("amd.com/gpu", { "amd.com/gpu.product-name": "MI300X", "beta.amd.com/gpu.vram": "192G" })).toMatchObject([
      { product: "MI300X", memoryBytes: 192 * 2 ** 30 },
    ]);
    expect(of("example.com/npu", { "example.com/npu.product": "N1" })).toMatchObject([{ product: "N1" }]);
    expect(of("example.com/npu", {})).toEqual([{ type: "example.com/npu", allocatable: 8 }]);
  });

  test("tells zone, version, taints and conditions in the system's words", () => {
    const node = projectNode(open)(
      aNode({
        labels: { "topology.kubernetes.io/zone": "z1" },
        taints: [{ key: "pool", value: "ai", effect: "NoSchedule" }],
        conditions: [
          {
            type: "Ready",
            status: "Unknown",
            reason: "NodeStatusUnknown",
            message: "Kubelet stopped posting node status.",
            lastTransitionTime: "2026-01-01T00:00:00Z",
          },
          { type: "DiskPressure", status: "False" },
        ],
      }),
    );
    expect(node.cluster).toMatchObject({
      zone: "z1",
      version: "v1.34.0",
      podLimit: 110,
      taints: [{ key: "pool", value: "ai", effect: "NoSchedule" }],
    });
    expect(node.conditions).toEqual([
      {
        type: "Ready",
        ok: false,
        reason: "NodeStatusUnknown",
        message: "Kubelet stopped posting node status.",
        since: "2026-01-01T00:00:00Z",
      },
      { type: "DiskPressure", ok: true },
      { type: "Schedulable", ok: true },
      { type: "Admits", ok: false, reason: "pool=ai:NoSchedule" },
    ]);
  });

  test.each([
    [{ key: "pool", operator: "Exists" as const }, true],
    [{ key: "pool", value: "ai" }, true],
    [{ key: "pool", value: "web" }, false],
    [{ operator: "Exists" as const }, true],
    [{ key: "pool", operator: "Exists" as const, effect: "NoExecute" as const }, false],
  ])("with a taint admits workloads that put up with %o: %s", (toleration, ok) => {
    const node = projectNode({ ...open, tolerations: [toleration] })(
      aNode({ taints: [{ key: "pool", value: "ai", effect: "NoSchedule" }] }),
    );
    expect(node.conditions.find(({ type }) => type === "Admits")?.ok).toBe(ok);
  });

  test("outside of the chosen pool admits nothing, and a taint of preference or of the cluster's own keeps nobody out", () => {
    const admits = (places: typeof open | { nodeSelector: Record<string, string>; tolerations: [] }, node: KubeNode) =>
      projectNode(places)(node).conditions.find(({ type }) => type === "Admits");
    expect(admits({ nodeSelector: { pool: "ai" }, tolerations: [] }, aNode({}))).toMatchObject({ ok: false, reason: "pool=ai" });
    const mild = [
      { key: "x", effect: "PreferNoSchedule" },
      { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" },
    ];
    expect(admits(open, aNode({ taints: mild }))).toMatchObject({ ok: true });
  });
});

describe("what pods hold", () => {
  const holding = holdingOf("here");

  test("counts containers and lasting helpers together, or a passing one where it needs more", () => {
    const spec = {
      containers: [container({ cpu: "1", memory: "1Gi" }), container({ cpu: "500m" })],
      initContainers: [{ ...container({ cpu: "250m" }), restartPolicy: "Always" }, container({ cpu: "2", memory: "512Mi" })],
      overhead: { cpu: "100m" },
    };
    expect(holding(aPod({ spec }))?.requests).toEqual({ cpu: 2.35, memory: 2 ** 30 });
  });

  test("tells ours by workload, others together, and those of another installation with the others", () => {
    const ours = aPod({ labels: { [labels.installation]: "here", [labels.workload]: "w1" } });
    const foreign = aPod({ labels: { [labels.installation]: "there", [labels.workload]: "w2" } });
    const pods = [ours, ours, foreign, aPod({})].flatMap((pod) => holding(pod) ?? []);
    const node = nodeOf(projectNode(open)(aNode({})), pods);
    expect(node.requested).toMatchObject({ cpuMilli: 4000 });
    expect(node.cluster).toMatchObject({ otherPods: 2, workloads: [{ id: "w1", pods: 2, resources: { cpuMilli: 2000 } }] });
  });

  test("ends with the pod, and begins when it has a node", () => {
    expect(holding(aPod({ phase: "Succeeded" }))).toBeUndefined();
    expect(holding(aPod({ spec: { nodeName: undefined } }))).toBeUndefined();
  });
});

function aNode({
  labels: own = {},
  allocatable = { cpu: "8", memory: "32Gi", pods: "110" },
  taints,
  conditions,
}: {
  labels?: Record<string, string>;
  allocatable?: Record<string, string>;
  taints?: NonNullable<KubeNode["spec"]>["taints"];
  conditions?: NonNullable<KubeNode["status"]>["conditions"];
}): KubeNode {
  return {
    metadata: { name: "n", labels: own },
    spec: taints ? { taints } : {},
    status: { allocatable, nodeInfo: { architecture: "amd64", kubeletVersion: "v1.34.0" }, ...(conditions ? { conditions } : {}) },
  };
}

function aPod({ labels: own, spec = {}, phase = "Running" }: { labels?: Record<string, string>; spec?: object; phase?: string }): Pod {
  return {
    metadata: { name: "p", ...(own ? { labels: own } : {}) },
    spec: { nodeName: "n", containers: [container({ cpu: "1" })], ...spec },
    status: { phase },
  };
}

function container(requests: Record<string, string>) {
  return { name: "main", resources: { requests } };
}
