import { z } from "zod";
import { type DrainView, drainView } from "@/lib/cluster/drain";
import { messageView } from "@/lib/message-view";

/** How a node is, the loudest first; `closed` to workloads by a label or taint, whatever else it takes. */
export const nodeStates = ["lost", "draining", "cordoned", "closed", "degraded", "ready"] as const;
export type NodeState = (typeof nodeStates)[number];

/** Of what a node offers: what this installation's workloads hold, and what everything else does. */
const shares = z.object({ allocatable: z.number(), own: z.number(), others: z.number() });
export type Shares = z.output<typeof shares>;

export const acceleratorShares = shares.extend({
  type: z.string().meta({ description: "The name under which it is asked for, such as nvidia.com/gpu." }),
  product: z.string().nullable(),
  memoryBytes: z.number().nullable(),
});
export type AcceleratorShares = z.output<typeof acceleratorShares>;

export const nodeItemView = z
  .object({
    name: z.string(),
    state: z.enum(nodeStates),
    problem: messageView.nullable().meta({ description: "What is wrong, where something is." }),
    since: z.iso.datetime().nullable().meta({ description: "Since when it is so, where known." }),
    architecture: z.enum(["x86-64", "arm64", "other"]),
    zone: z.string().nullable(),
    cpuMilli: shares,
    memoryBytes: shares,
    accelerators: z.array(acceleratorShares),
    pods: z.object({ own: z.number(), others: z.number(), limit: z.number() }).nullable(),
  })
  .meta({ id: "NodeItem", description: "A node of the cluster, or this machine: what it has and what is held of it." });
export type NodeItemView = z.output<typeof nodeItemView>;

export const nodeView = nodeItemView
  .extend({
    drain: drainView.nullable(),
    version: z.string().nullable(),
    isolation: z.enum(["uid", "private-view", "none", "container"]),
    labels: z.record(z.string(), z.string()),
    taints: z.array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() })),
    conditions: z.array(
      z.object({
        type: z.string(),
        ok: z.boolean(),
        message: messageView.nullable(),
        detail: z.string().nullable(),
        since: z.string().nullable(),
      }),
    ),
    workloads: z
      .array(
        z.object({
          kind: z.enum(["job", "endpoint", "unknown"]),
          id: z.string(),
          name: z.string(),
          slug: z.string().nullable(),
          project: z.object({ slug: z.string(), name: z.string() }).nullable(),
          pods: z.number(),
          cpuMilli: z.number(),
          memoryBytes: z.number(),
          accelerators: z.record(z.string(), z.number()),
        }),
      )
      .meta({ description: "What of this installation runs there." }),
  })
  .meta({ id: "Node" });
export type NodeView = z.output<typeof nodeView>;

/** What is free of one thing all over the nodes that take workloads, and where the most of it is. */
const pool = shares.extend({
  free: z.number(),
  largest: z.object({ amount: z.number(), node: z.string() }).nullable().meta({ description: "The most that is free on one node." }),
});

export const capacityView = z
  .object({
    nodes: z.number().int(),
    states: z.record(z.enum(nodeStates), z.number()),
    cpuMilli: pool,
    memoryBytes: pool,
    accelerators: z.array(
      pool.extend({
        type: z.string(),
        product: z.string().nullable(),
        memoryBytes: z.number().nullable(),
        nodes: z.number().int(),
        onTwo: z.number().meta({ description: "How many are free on each of two nodes." }),
        places: z
          .array(shares.extend({ node: z.string(), isOpen: z.boolean() }))
          .meta({ description: "Node by node, where they are few." }),
        spread: z.array(z.number()).meta({ description: "How many open nodes have so many free: none, one, two, …" }),
      }),
    ),
  })
  .meta({ id: "Capacity", description: "What all nodes offer, hold and have free, and the largest job that fits now." });
export type CapacityView = z.output<typeof capacityView>;
export type AcceleratorCapacity = CapacityView["accelerators"][number];

/** One kind of accelerator: those of one name may be of several products. */
export function acceleratorKind({ type, product }: { readonly type: string; readonly product: string | null }): string {
  return product === null ? type : `${type} ${product}`;
}

/** Nodes that are being emptied say so in place of being cordoned. */
export function withDrains<N extends { readonly name: string; readonly state: NodeState }>(
  nodes: readonly N[],
  drains: readonly Pick<DrainView, "node" | "endedAt">[],
): readonly N[] {
  const live = new Set(drains.filter(({ endedAt }) => endedAt === null).map(({ node }) => node));
  return live.size === 0
    ? nodes
    : nodes.map((node) => (node.state === "cordoned" && live.has(node.name) ? { ...node, state: "draining" } : node));
}

/** Whether new workloads may start there. */
export function isOpen({ state }: { readonly state: NodeState }): boolean {
  return state === "ready" || state === "degraded";
}

export function freeOf({ allocatable, own, others }: Shares): number {
  return Math.max(0, allocatable - own - others);
}
