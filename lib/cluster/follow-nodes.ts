import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { capacityOf } from "@/lib/cluster/capacity";
import type { DrainView } from "@/lib/cluster/drain";
import { type CapacityView, type NodeItemView, withDrains } from "@/lib/cluster/node";
import { nodePicture } from "@/lib/cluster/node-picture";
import { readDrains } from "@/lib/cluster/read-drains";
import { env } from "@/lib/env";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

export interface NodesEvent {
  readonly revision: number;
  readonly changed: readonly NodeItemView[];
  readonly gone: readonly string[];
  readonly capacity: CapacityView;
  readonly drains: readonly DrainView[];
  readonly seenAt: string | null;
  readonly awaySince: string | null;
}

/** Nodes that changed behind `after`; without one, from now on. The worker gathers changes: at most two events a second. */
export async function* followNodes(
  actor: Actor,
  options: { readonly after?: number; readonly signal: AbortSignal },
): AsyncGenerator<NodesEvent> {
  await authorizePlatform(actor, "platform:read");
  const compute = env.CAIRN_COMPUTE;
  let revision = options.after;
  for await (const _ of waitForNotice("cairn_nodes", (payload) => payload === compute, options.signal)) {
    const [picture, drains] = await Promise.all([nodePicture(compute), readDrains()]);
    const { changed, gone } = picture.since(revision ?? picture.revision);
    revision = picture.revision;
    yield {
      revision,
      changed: withDrains(changed, drains),
      gone,
      capacity: capacityOf(withDrains(picture.items, drains)),
      drains,
      seenAt: picture.seenAt,
      awaySince: picture.awaySince,
    };
  }
}
