import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import type { Cleanable } from "@/lib/machine/cleanable";

/** What the worker sampled of one node, as its heartbeat carries it. */
const sampledNode = z.object({
  name: z.string(),
  architecture: z.string(),
  isolation: z.enum(["uid", "private-view", "none", "container"]),
  allocatable: z.object({ cpuMilli: z.number(), memoryBytes: z.number() }),
  accelerators: z.array(z.object({ type: z.string(), allocatable: z.number() })),
  usage: z.object({ cpuMilli: z.number(), memoryBytes: z.number(), diskFreeBytes: z.number(), diskTotalBytes: z.number() }).optional(),
});

const details = z.object({
  nodes: z.array(sampledNode),
  cleanables: z.object({ environments: z.number(), packages: z.number() }).default({ environments: 0, packages: 0 }),
});

export interface MachineView {
  readonly nodes: readonly z.output<typeof sampledNode>[];
  /** Bytes that each kind of cleaning would free. */
  readonly cleanables: Readonly<Record<Cleanable, number>>;
  /** Null when no worker has said anything within half a minute. */
  readonly sampledAt: Date | null;
}

const staleAfterMs = 30_000;

/** CPU, memory, disk and accelerators of where jobs run here, as last sampled by the worker. */
export async function getMachine(actor: Actor): Promise<MachineView> {
  authorizeSelf(actor, "read");
  const [beat] = await db.select().from(processHeartbeats).where(eq(processHeartbeats.process, "worker"));
  const parsed = details.safeParse(beat?.details);
  if (!beat || !parsed.success) return { nodes: [], cleanables: { environments: 0, packages: 0 }, sampledAt: null };
  const isFresh = Date.now() - beat.at.getTime() < staleAfterMs;
  return { ...parsed.data, sampledAt: isFresh ? beat.at : null };
}
