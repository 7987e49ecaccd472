import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { capacityOf } from "@/lib/cluster/capacity";
import type { CapacityView } from "@/lib/cluster/node";
import { nodePicture } from "@/lib/cluster/node-picture";
import { env } from "@/lib/env";

/** What there is for everyone's workloads, and the largest that fits now; null where this machine is all there is. */
export async function getCapacity(actor: Actor): Promise<CapacityView | null> {
  authorizeSelf(actor, "read");
  if (env.CAIRN_COMPUTE === "local") return null;
  return capacityOf((await nodePicture(env.CAIRN_COMPUTE)).items);
}
