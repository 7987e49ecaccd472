import { z } from "zod";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import type { Node, Resources } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import { messageView } from "@/lib/message-view";
import { type Ask, decide, othersOn, secondsLeft, type Wait } from "@/lib/scheduling/decide";
import { explainExcess } from "@/lib/scheduling/explain-quota";
import { amounts, cores, explainNever, gib } from "@/lib/scheduling/explain-wait";
import { holdersOf, type QueueState, readQueue } from "@/lib/scheduling/queue-state";
import type { Excess } from "@/lib/scheduling/quota";
import { nothing, plus } from "@/lib/scheduling/resources";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

export const dryRunInput = z
  .object({
    projectId: z.uuid(),
    cpuMilli: z.coerce.number().int().min(1).max(1_000_000),
    memoryBytes: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 50),
    maxRunSeconds: z.coerce.number().int().min(1).max(31_536_000).optional(),
    priority: z.coerce.number().int().min(-100).max(100).default(0),
    accelerators: z
      .string()
      .regex(/^([^=,\s]+=\d{1,3}(,|$))*$/)
      .default("")
      .meta({ description: "Accelerators of each, by the names under which nodes offer them: nvidia.com/gpu=2,amd.com/gpu=1." }),
    replicas: z.coerce.number().int().min(1).max(20).default(1).meta({ description: "So many of these resources each." }),
  })
  .meta({ id: "DryRunInput" });
export type DryRunInput = z.output<typeof dryRunInput>;

export const dryRunView = z
  .object({
    outcome: z.enum(["now", "queues", "never", "unknown"]),
    message: messageView,
    reasons: z.array(messageView).meta({ description: "What is free, and who holds what is missing." }),
    node: z.string().nullable(),
    ahead: z.number().int(),
    startsWithinSeconds: z.number().nullable(),
  })
  .meta({ id: "DryRun", description: "What would happen if this were submitted now." });
export type DryRunView = z.output<typeof dryRunView>;

/** What would happen to a job of these resources if it were submitted now, by the same decision that admits. Nothing is changed or held. */
export async function dryRun(actor: Actor, input: DryRunInput): Promise<DryRunView> {
  await authorize(actor, "job:read", input.projectId);
  const [nodes, state] = await Promise.all([sampledNodes(), readQueue(db, env.CAIRN_COMPUTE, input.projectId)]);
  const nowhere = { node: null, ahead: 0, startsWithinSeconds: null };
  if (nodes.length === 0) return { outcome: "unknown", message: { key: "scheduling.noNode" }, reasons: [], ...nowhere };

  const now = new Date();
  const resources = { cpuMilli: input.cpuMilli, memoryBytes: input.memoryBytes, accelerators: acceleratorsIn(input.accelerators) };
  const asked: Ask = {
    id: "asked",
    projectId: input.projectId,
    resources,
    copies: input.replicas,
    priority: input.priority,
    since: now,
    maxRunSeconds: input.maxRunSeconds ?? null,
  };
  const decisions = decide([...state.queue, asked], nodes, state.holdings, now, state.quotas);
  if (decisions.never.has(asked.id))
    return { outcome: "never", message: explainNever(resources, nodes, input.replicas), reasons: [], ...nowhere };

  const excess = decisions.overQuota.get(asked.id);
  if (excess) {
    const message = explainExcess(excess);
    return {
      outcome: excess.asked > excess.limit ? "never" : "queues",
      message,
      reasons: quotaHolders(excess, state, input.projectId),
      ...nowhere,
    };
  }
  const wait = decisions.waiting.get(asked.id);
  if (wait) {
    const key = wait.startsWithinSeconds === null ? "scheduling.queues" : "scheduling.queuesUntil";
    const minutes = Math.max(1, Math.ceil((wait.startsWithinSeconds ?? 0) / 60));
    return {
      outcome: "queues",
      message: { key, params: { count: wait.ahead, minutes } },
      reasons: [
        ...missing(resources, wait),
        ...holders(wait.node, state, input.projectId, now),
        ...outside(nodes.find(({ name }) => name === wait.node)),
      ],
      node: wait.node,
      ahead: wait.ahead,
      startsWithinSeconds: wait.startsWithinSeconds,
    };
  }
  const node = decisions.admitted.get(asked.id) ?? "";
  return { outcome: "now", message: { key: "scheduling.startsNow", params: { node } }, reasons: [], ...nowhere, node };
}

function acceleratorsIn(text: string): Record<string, number> {
  const pairs = text
    .split(",")
    .filter(Boolean)
    .map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([type = "", count]) => [type, Number(count)]).filter(([, count]) => count !== 0));
}

/** What is asked for and what is free; accelerators only where they are what is short. */
function missing(asked: Resources, { free }: Wait): DryRunView["reasons"] {
  const short = Object.entries(asked.accelerators).filter(([type, count]) => count > (free.accelerators[type] ?? 0));
  return [
    ...short.map(([type, count]) => ({
      key: "scheduling.queuesAccelerators" as const,
      params: { type, asked: count, free: Math.max(0, free.accelerators[type] ?? 0) },
    })),
    {
      key: "scheduling.queuesReason",
      params: { ...amounts(asked), freeCpu: Math.max(0, cores(free)), freeMemoryGib: Math.max(0, gib(free)) },
    },
  ];
}

/** What runs there without Cairn, where that is more than a node's own small helpers. */
function outside(node: Node | undefined): DryRunView["reasons"] {
  if (!node) return [];
  const others = othersOn(node);
  if (others.cpuMilli < node.allocatable.cpuMilli / 20 && others.memoryBytes < node.allocatable.memoryBytes / 20) return [];
  return [{ key: "scheduling.heldOutside", params: amounts(others) }];
}

/** Who in the project holds most of what its quota is short of. */
function quotaHolders({ resource }: Excess, { holdings }: QueueState, projectId: string): DryRunView["reasons"] {
  return holdersOf(resource, holdings, projectId)
    .slice(0, 3)
    .map(({ name, resources }) => ({ key: "scheduling.heldBy" as const, params: { name, ...amounts(resources) } }));
}

/** Who holds a node: those of this project by name, the others together. */
function holders(node: string, { holdings }: QueueState, projectId: string, now: Date): DryRunView["reasons"] {
  const here = holdings.filter((held) => held.node === node);
  const mine = here
    .filter((held) => held.projectId === projectId)
    .toSorted((a, b) => b.resources.cpuMilli - a.resources.cpuMilli)
    .slice(0, 3)
    .map((held) => {
      const seconds = secondsLeft(held, now);
      const params = { name: held.name, ...amounts(held.resources) };
      return Number.isFinite(seconds)
        ? { key: "scheduling.heldByUntil" as const, params: { ...params, minutes: Math.max(1, Math.ceil(seconds / 60)) } }
        : { key: "scheduling.heldBy" as const, params };
    });
  const others = here.filter((held) => held.projectId !== projectId);
  if (others.length === 0) return mine;
  const sum = others.map(({ resources }) => resources).reduce(plus, nothing);
  return [...mine, { key: "scheduling.heldByOthers", params: amounts(sum) }];
}
