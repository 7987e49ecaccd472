import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { nodePicture } from "@/lib/cluster/node-picture";
import type { Node } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import type { Cleanable } from "@/lib/machine/cleanable";

const details = z.object({
  cleanables: z.object({ environments: z.number(), packages: z.number() }).default({ environments: 0, packages: 0 }),
});

export interface MachineView {
  readonly nodes: readonly Node[];
  /** Bytes that each kind of cleaning would free. */
  readonly cleanables: Readonly<Record<Cleanable, number>>;
  /** Null when no worker has said anything within half a minute. */
  readonly sampledAt: Date | null;
}

const staleAfterMs = 30_000;

/** CPU, memory, disk and accelerators of where jobs run here, as last sampled by the worker. */
export async function getMachine(actor: Actor): Promise<MachineView> {
  authorizeSelf(actor, "read");
  const [[beat], { nodes }] = await Promise.all([
    db.select().from(processHeartbeats).where(eq(processHeartbeats.process, "worker")),
    nodePicture(env.CAIRN_COMPUTE),
  ]);
  const parsed = details.safeParse(beat?.details);
  if (!beat || !parsed.success) return { nodes: [], cleanables: { environments: 0, packages: 0 }, sampledAt: null };
  const isFresh = Date.now() - beat.at.getTime() < staleAfterMs;
  return { ...parsed.data, nodes, sampledAt: isFresh ? beat.at : null };
}
