import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { type NodeView, withDrains } from "@/lib/cluster/node";
import { problemOf } from "@/lib/cluster/node-item";
import { nodePicture } from "@/lib/cluster/node-picture";
import { readDrains } from "@/lib/cluster/read-drains";
import { workloadNames } from "@/lib/cluster/workload-names";
import type { NodeWorkload } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";

/** One node with all that is known of it, and what of this installation runs there. */
export async function getNode(actor: Actor, name: string): Promise<NodeView & { readonly revision: number }> {
  await authorizePlatform(actor, "platform:read");
  const [picture, drains] = await Promise.all([nodePicture(env.CAIRN_COMPUTE), readDrains()]);
  const node = picture.find(name);
  const [item] = withDrains(
    picture.items.filter((one) => one.name === name),
    drains,
  );
  if (!node || !item) throw notFound();
  return {
    ...item,
    revision: picture.revision,
    drain: drains.find((drain) => drain.node === name) ?? null,
    version: node.cluster?.version ?? null,
    isolation: node.isolation,
    labels: node.labels,
    taints: (node.cluster?.taints ?? []).map(({ key, value, effect }) => ({ key, effect, ...(value === undefined ? {} : { value }) })),
    conditions: node.conditions.map((condition) => ({
      type: condition.type,
      ok: condition.ok,
      message: problemOf(condition),
      detail: condition.message ?? null,
      since: condition.since ?? null,
    })),
    workloads: await named(node.cluster?.workloads ?? []),
  };
}

/** Workloads under the names that people gave to their jobs and endpoints. */
async function named(workloads: readonly NodeWorkload[]): Promise<NodeView["workloads"]> {
  const names = await workloadNames(workloads.map(({ id }) => id));
  return workloads
    .map(({ id, pods, resources }) => ({
      kind: "unknown" as const,
      name: id,
      slug: null,
      project: null,
      ...names.get(id),
      id,
      pods,
      cpuMilli: resources.cpuMilli,
      memoryBytes: resources.memoryBytes,
      accelerators: { ...resources.accelerators },
    }))
    .toSorted((a, b) => b.cpuMilli - a.cpuMilli);
}
