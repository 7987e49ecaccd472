import type { KubeNode, Pod } from "@/k8s/objects";
import { quantity } from "@/k8s/quantity";
import type { Node } from "@/lib/compute/workload";

const architectures: Readonly<Record<string, Node["architecture"]>> = { amd64: "x86-64", arm64: "arm64" };
/** Where a device plugin's discovery says what the accelerators of a node are. */
const memoryLabels: Readonly<Record<string, string>> = { "nvidia.com/gpu": "nvidia.com/gpu.memory" };
const notAccelerators = /^(kubernetes\.io|attachable-volumes-.*|hugepages-.*)\//;

/** One node as the port wants it; what its pods ask for is held, whether they use it or not. */
export function nodeOf({ metadata, spec, status }: KubeNode, pods: readonly NodePod[]): Node {
  const allocatable = status?.allocatable ?? {};
  const accelerators = Object.keys(allocatable).filter(isAccelerator);
  const labels = metadata.labels ?? {};
  return {
    name: metadata.name,
    architecture: architectures[status?.nodeInfo?.architecture ?? ""] ?? "other",
    allocatable: {
      cpuMilli: Math.floor(quantity(allocatable.cpu) * 1000),
      memoryBytes: Math.floor(quantity(allocatable.memory)),
      accelerators: Object.fromEntries(accelerators.map((type) => [type, quantity(allocatable[type])])),
    },
    requested: {
      cpuMilli: Math.ceil(sum(pods, "cpu") * 1000),
      memoryBytes: Math.ceil(sum(pods, "memory")),
      accelerators: Object.fromEntries(accelerators.map((type) => [type, sum(pods, type)])),
    },
    accelerators: accelerators.map((type) => {
      const memoryMib = Number(labels[memoryLabels[type] ?? ""]);
      return { type, allocatable: quantity(allocatable[type]), ...(memoryMib > 0 ? { memoryBytes: memoryMib * 2 ** 20 } : {}) };
    }),
    labels,
    conditions: [
      ...(status?.conditions ?? []).map(({ type, status: is, reason }) => ({
        type,
        ok: is === (type === "Ready" ? "True" : "False"),
        ...(reason ? { reason } : {}),
      })),
      { type: "Schedulable", ok: spec?.unschedulable !== true },
    ],
    isolation: "container",
  };
}

/** What a pod that has not ended holds of its node. */
export interface NodePod {
  readonly node: string;
  readonly requests: Readonly<Record<string, number>>;
}

export function holdingOf({ spec, status }: Pod): NodePod | undefined {
  if (!spec.nodeName || status?.phase === "Succeeded" || status?.phase === "Failed") return undefined;
  const requests: Record<string, number> = {};
  for (const { resources } of spec.containers) {
    for (const [name, amount] of Object.entries(resources?.requests ?? {})) requests[name] = (requests[name] ?? 0) + quantity(amount);
  }
  return { node: spec.nodeName, requests };
}

/** Device plugins name what they offer by a domain of their own. */
function isAccelerator(resource: string): boolean {
  return resource.includes("/") && !notAccelerators.test(resource);
}

function sum(pods: readonly NodePod[], resource: string): number {
  return pods.reduce((total, { requests }) => total + (requests[resource] ?? 0), 0);
}
