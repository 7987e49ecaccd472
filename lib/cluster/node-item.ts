import type { NodeItemView, NodeState, Shares } from "@/lib/cluster/node";
import type { Node, NodeCondition, Resources } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";
import type { MessageKey } from "@/lib/i18n/keys";
import { nothing, plus } from "@/lib/scheduling/resources";

/** A node as lists show it. `held` is what this installation gave away there, for backends that cannot tell by what runs. */
export function toNodeItem(node: Node, held: Resources = nothing): NodeItemView {
  const own = node.cluster ? node.cluster.workloads.map(({ resources }) => resources).reduce(plus, nothing) : held;
  const all = node.requested ?? own;
  const shares = (of: (resources: Resources) => number): Shares => ({
    allocatable: of(node.allocatable),
    own: of(own),
    others: Math.max(0, of(all) - of(own)),
  });
  const bad = worst(node.conditions);
  return {
    name: node.name,
    state: bad?.state ?? "ready",
    problem: bad ? problemOf(bad.condition) : null,
    since: bad?.condition.since ? new Date(bad.condition.since).toISOString() : null,
    architecture: node.architecture,
    zone: node.cluster?.zone ?? null,
    cpuMilli: shares(({ cpuMilli }) => cpuMilli),
    memoryBytes: shares(({ memoryBytes }) => memoryBytes),
    accelerators: node.accelerators.map(({ type, product, memoryBytes }) => ({
      type,
      product: product ?? null,
      memoryBytes: memoryBytes ?? null,
      ...shares(({ accelerators }) => accelerators[type] ?? 0),
    })),
    pods: node.cluster
      ? {
          own: node.cluster.workloads.reduce((sum, { pods }) => sum + pods, 0),
          others: node.cluster.otherPods,
          limit: node.cluster.podLimit,
        }
      : null,
  };
}

/** What each condition means when it is not as it should be; the first that holds is the node's state. */
const meanings: Readonly<Record<string, readonly [NodeState, MessageKey]>> = {
  Ready: ["lost", "cluster.problem.notReady"],
  Schedulable: ["cordoned", "cluster.problem.cordoned"],
  Admits: ["closed", "cluster.problem.closed"],
  DiskPressure: ["degraded", "cluster.problem.diskPressure"],
  MemoryPressure: ["degraded", "cluster.problem.memoryPressure"],
  PIDPressure: ["degraded", "cluster.problem.processPressure"],
  NetworkUnavailable: ["degraded", "cluster.problem.network"],
  DiskSpace: ["degraded", "cluster.problem.diskFull"],
};
/** Told elsewhere: how programs are kept apart is a property of the machine, not a fault of it. */
const noProblems: ReadonlySet<string> = new Set(["PrivateView"]);

/** The condition in words where it is not as it should be. */
export function problemOf({ type, ok, reason = "" }: NodeCondition): Message | null {
  if (ok || noProblems.has(type)) return null;
  if (type === "Ready" && reason === "NodeStatusUnknown") return { key: "cluster.problem.silent" };
  const known = meanings[type];
  return known ? { key: known[1], params: { reason } } : { key: "cluster.problem.other", params: { type, reason } };
}

function worst(conditions: readonly NodeCondition[]): { readonly condition: NodeCondition; readonly state: NodeState } | undefined {
  const bad = conditions.filter((condition) => problemOf(condition) !== null);
  const order = Object.keys(meanings);
  const rank = ({ type }: NodeCondition) => (order.includes(type) ? order.indexOf(type) : order.length);
  const [condition] = bad.toSorted((a, b) => rank(a) - rank(b));
  return condition && { condition, state: meanings[condition.type]?.[0] ?? "degraded" };
}
