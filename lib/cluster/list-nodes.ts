import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { capacityOf } from "@/lib/cluster/capacity";
import { drainView } from "@/lib/cluster/drain";
import { acceleratorKind, capacityView, freeOf, type NodeItemView, nodeItemView, nodeStates, withDrains } from "@/lib/cluster/node";
import { nodePicture } from "@/lib/cluster/node-picture";
import { readDrains } from "@/lib/cluster/read-drains";
import { env } from "@/lib/env";
import { fromCursor, pageQuery, toCursor } from "@/lib/http/page";

const orders = ["name", "cpu", "memory", "accelerators", "pods"] as const;

export const listNodesQuery = pageQuery.extend({
  search: z.string().max(100).optional().meta({ description: "Part of a name or zone, or a label as name=value." }),
  kind: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "Name of an accelerator, with its product behind a blank; none for nodes without." }),
  zone: z.string().max(200).optional(),
  state: z.enum(nodeStates).optional(),
  sort: z
    .enum([...orders, ...orders.map((order) => `-${order}` as const)])
    .default("name")
    .meta({ description: "By what is free; the most first with a minus." }),
});
export type ListNodesQuery = z.output<typeof listNodesQuery>;

export const nodePageView = z.object({
  items: z.array(nodeItemView),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
  capacity: capacityView,
  zones: z.array(z.string()),
  backend: z.enum(["local", "fake", "kubernetes"]),
  revision: z.number().int().meta({ description: "Where the picture stands; the topic `nodes` of the stream goes on behind it." }),
  seenAt: z.iso.datetime().nullable().meta({ description: "When the picture was last known to be true." }),
  drains: z.array(drainView).meta({ description: "Nodes that are being emptied, or were within the last hour." }),
  awaySince: z.iso.datetime().nullable().meta({ description: "Since when the cluster does not answer." }),
});
export type NodePageView = z.output<typeof nodePageView>;

/** The nodes that workloads run on, with what all of them offer together. */
export async function listNodes(actor: Actor, query: ListNodesQuery): Promise<NodePageView> {
  await authorizePlatform(actor, "platform:read");
  const [picture, drains] = await Promise.all([nodePicture(env.CAIRN_COMPUTE), readDrains()]);
  const items = withDrains(picture.items, drains);
  const found = items.filter((node) => matches(node, query, picture.find(node.name)?.labels ?? {})).toSorted(inOrder(query.sort));
  const from = query.cursor === undefined ? 0 : fromCursor(query.cursor, z.tuple([z.number().int().min(0)]))[0];
  const behind = from + query.limit;
  return {
    items: found.slice(from, behind),
    total: found.length,
    nextCursor: found.length > behind ? toCursor([behind]) : null,
    capacity: capacityOf(items),
    zones: [...new Set(picture.items.flatMap(({ zone }) => zone ?? []))].toSorted(),
    backend: env.CAIRN_COMPUTE,
    revision: picture.revision,
    drains: [...drains],
    seenAt: picture.seenAt,
    awaySince: picture.awaySince,
  };
}

function matches(node: NodeItemView, { search, kind, zone, state }: ListNodesQuery, labels: Readonly<Record<string, string>>): boolean {
  if (state !== undefined && node.state !== state) return false;
  if (zone !== undefined && node.zone !== zone) return false;
  if (kind === "none" ? node.accelerators.length > 0 : kind && !node.accelerators.some((one) => acceleratorKind(one) === kind))
    return false;
  if (!search) return true;
  const text = search.toLowerCase();
  const [label = "", value] = search.split("=");
  if (value !== undefined && labels[label] === value) return true;
  return [node.name, node.zone ?? "", ...node.accelerators.map(acceleratorKind)].some((part) => part.toLowerCase().includes(text));
}

const measures: Readonly<Record<(typeof orders)[number], (node: NodeItemView) => number | string>> = {
  name: ({ name }) => name,
  cpu: ({ cpuMilli }) => freeOf(cpuMilli),
  memory: ({ memoryBytes }) => freeOf(memoryBytes),
  accelerators: ({ accelerators }) => accelerators.reduce((sum, one) => sum + freeOf(one), 0),
  pods: ({ pods }) => (pods ? pods.own + pods.others : 0),
};

function inOrder(sort: ListNodesQuery["sort"]): (a: NodeItemView, b: NodeItemView) => number {
  const measure = measures[sort.replace(/^-/, "") as keyof typeof measures];
  const sign = sort.startsWith("-") ? -1 : 1;
  return (a, b) => sign * compare(measure(a), measure(b)) || compare(a.name, b.name);
}

/** Names in the order of people: cpu-9 before cpu-10. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

const collator = new Intl.Collator("en", { numeric: true });
