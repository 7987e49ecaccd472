import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import type { PolicyView } from "@/lib/cluster/policy";
import { readPolicy } from "@/lib/cluster/read-policy";

/** Whether the cluster's network holds to policies; null until the worker has tried. */
export async function getPolicy(actor: Actor): Promise<PolicyView | null> {
  await authorizePlatform(actor, "platform:read");
  return readPolicy();
}
