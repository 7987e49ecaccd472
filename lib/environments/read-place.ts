import type { environmentVersions } from "@/db/schema";
import { env } from "@/lib/env";
import { whyNotHere } from "@/lib/environments/where-it-runs";
import type { Message } from "@/lib/errors";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

/** Says of a version why nothing can be started in it here, by the nodes as they are now. */
export type Place = (version: typeof environmentVersions.$inferSelect) => Message | null;

export async function readPlace(): Promise<Place> {
  const nodes = await sampledNodes();
  return (version) => whyNotHere(version, env.CAIRN_COMPUTE, nodes);
}
