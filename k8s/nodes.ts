import { productOf } from "@/k8s/accelerator-products";
import { architectureOf } from "@/k8s/architectures";
import { labels as ourLabels } from "@/k8s/names";
import type { KubeNode, Pod } from "@/k8s/objects";
import { quantity } from "@/k8s/quantity";
import type { ClusterSettings, Toleration } from "@/k8s/settings";
import type { Node, NodeCondition, NodeWorkload, Resources } from "@/lib/compute/workload";

const zoneLabels = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];
const notAccelerators = /^(kubernetes\.io|attachable-volumes-.*|hugepages-.*)\//;

/** What is kept of a node: all but what its pods hold. */
export type NodeState = Omit<Node, "requested" | "cluster"> & {
  readonly cluster: Omit<NonNullable<Node["cluster"]>, "otherPods" | "workloads">;
};

/** Reads nodes; where workloads may not go, by the settings, is one of their conditions. */
export function projectNode(settings: Places): (node: KubeNode) => NodeState {
  return (node) => stateOf(node, settings);
}

type Places = Pick<ClusterSettings, "nodeSelector" | "tolerations">;

function stateOf({ metadata, spec, status }: KubeNode, places: Places): NodeState {
  const allocatable = status?.allocatable ?? {};
  const types = Object.keys(allocatable).filter(isAccelerator);
  const labels = metadata.labels ?? {};
  const zone = zoneLabels.flatMap((label) => labels[label] ?? [])[0];
  return {
    name: metadata.name,
    architecture: architectureOf(status?.nodeInfo?.architecture),
    allocatable: resourcesOf(allocatable, types),
    accelerators: types.map((type) => ({ type, allocatable: quantity(allocatable[type]), ...productOf(type, labels) })),
    labels,
    conditions: [...conditionsOf(status), ...admission(labels, spec, places)],
    isolation: "container",
    cluster: {
      ...(zone ? { zone } : {}),
      version: status?.nodeInfo?.kubeletVersion ?? "",
      taints: (spec?.taints ?? []).map(({ key, value, effect }) => ({ key, effect, ...(value ? { value } : {}) })),
      podLimit: quantity(allocatable.pods),
    },
  };
}

/** One node as the port wants it; what its pods ask for is held, whether they use it or not. */
export function nodeOf(state: NodeState, pods: readonly NodePod[]): Node {
  const types = state.accelerators.map(({ type }) => type);
  const byWorkload = Map.groupBy(pods, ({ workload }) => workload);
  const others = byWorkload.get("") ?? [];
  byWorkload.delete("");
  return {
    ...state,
    requested: heldBy(pods, types),
    cluster: {
      ...state.cluster,
      otherPods: others.length,
      workloads: [...byWorkload].map(([id, own]): NodeWorkload => ({ id, pods: own.length, resources: heldBy(own, types) })),
    },
  };
}

/** What a pod that has not ended holds of its node; `workload` is empty for one that is not ours. */
export interface NodePod {
  readonly node: string;
  readonly workload: string;
  readonly requests: Readonly<Record<string, number>>;
}

/** Reads pods of all namespaces; those of this installation by their workload. */
export function holdingOf(installation: string): (pod: Pod) => NodePod | undefined {
  return ({ metadata, spec, status }) => {
    if (!spec.nodeName || status?.phase === "Succeeded" || status?.phase === "Failed") return undefined;
    const own = metadata.labels?.[ourLabels.installation] === installation;
    return { node: spec.nodeName, workload: (own && metadata.labels?.[ourLabels.workload]) || "", requests: requestsOf(spec) };
  };
}

/**
 * As the scheduler counts: containers and lasting helpers together, or what one passing helper needs beside the lasting ones before it
 * where that is more, and what the runtime itself takes. Amounts of the whole pod go before.
 */
function requestsOf({ containers, initContainers, resources, overhead }: Pod["spec"]): Record<string, number> {
  const lasting = (initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  const passing = (initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== "Always");
  const running = [...containers, ...lasting].map((one) => one.resources?.requests ?? {});
  const names = new Set(
    [...running, ...passing.map((one) => one.resources?.requests ?? {}), resources?.requests ?? {}].flatMap(Object.keys),
  );
  const held: Record<string, number> = {};
  for (const name of names) {
    const together = running.reduce((sum, requests) => sum + quantity(requests[name]), 0);
    const before = lasting.reduce((sum, one) => sum + quantity(one.resources?.requests?.[name]), 0);
    const peak = Math.max(0, ...passing.map((one) => before + quantity(one.resources?.requests?.[name])));
    const whole = resources?.requests?.[name];
    held[name] = (whole === undefined ? Math.max(together, peak) : quantity(whole)) + quantity(overhead?.[name]);
  }
  return held;
}

/** Device plugins name what they offer by a domain of their own. */
function isAccelerator(resource: string): boolean {
  return resource.includes("/") && !notAccelerators.test(resource);
}

function resourcesOf(amounts: Readonly<Record<string, string>>, types: readonly string[]): Resources {
  return {
    cpuMilli: Math.floor(quantity(amounts.cpu) * 1000),
    memoryBytes: Math.floor(quantity(amounts.memory)),
    accelerators: Object.fromEntries(types.map((type) => [type, quantity(amounts[type])])),
  };
}

function heldBy(pods: readonly NodePod[], types: readonly string[]): Resources {
  const sum = (name: string) => pods.reduce((total, { requests }) => total + (requests[name] ?? 0), 0);
  return {
    cpuMilli: Math.ceil(sum("cpu") * 1000),
    memoryBytes: Math.ceil(sum("memory")),
    accelerators: Object.fromEntries(types.map((type) => [type, sum(type)])),
  };
}

function conditionsOf(status: KubeNode["status"]): NodeCondition[] {
  return (status?.conditions ?? []).map(({ type, status: is, reason, message, lastTransitionTime }) => ({
    type,
    ok: is === (type === "Ready" ? "True" : "False"),
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
    ...(lastTransitionTime ? { since: lastTransitionTime } : {}),
  }));
}

/** Whether it takes new pods at all, and those of this installation. */
function admission(labels: NodeState["labels"], spec: KubeNode["spec"], { nodeSelector, tolerations }: Places): NodeCondition[] {
  const taint = (spec?.taints ?? []).find((one) => keepsOut(one) && !tolerations.some((toleration) => tolerates(toleration, one)));
  const label = Object.entries(nodeSelector).find(([name, value]) => labels[name] !== value);
  const reason = label ? label.join("=") : taint && `${taint.key}${taint.value ? `=${taint.value}` : ""}:${taint.effect}`;
  return [
    { type: "Schedulable", ok: spec?.unschedulable !== true },
    { type: "Admits", ok: reason === undefined, ...(reason === undefined ? {} : { reason }) },
  ];
}

type Taint = NodeState["cluster"]["taints"][number];

/** What the cluster puts there by itself while a node is cordoned, full or lost is told by other conditions. */
function keepsOut({ key, effect }: Taint): boolean {
  return effect !== "PreferNoSchedule" && !key.startsWith("node.kubernetes.io/");
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.operator === "Exists") return !toleration.key || toleration.key === taint.key;
  return toleration.key === taint.key && (toleration.value ?? "") === (taint.value ?? "");
}
