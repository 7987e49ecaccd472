import type { environmentVersions } from "@/db/schema";
import type { Node } from "@/lib/compute/workload";
import { env } from "@/lib/env";
import { whyNotHere } from "@/lib/environments/where-it-runs";
import type { Message } from "@/lib/errors";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

/** Says of a version why nothing can be started in it here, by the nodes as they are now. */
export type Place = (version: typeof environmentVersions.$inferSelect) => Message | null;

/** `known`: the nodes, where the caller has read them. */
export async function readPlace(known?: readonly Node[]): Promise<Place> {
  const nodes = known ?? (await sampledNodes());
  return (version) => whyNotHere(version, env.CAIRN_COMPUTE, nodes);
}
