import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { computes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { nodePicture } from "@/lib/cluster/node-picture";
import { type PartView, partsOf } from "@/lib/cluster/parts";
import type { ApiGroup } from "@/lib/compute/backend";
import { env } from "@/lib/env";

/** What the cluster has beyond Kubernetes itself; null until the worker has looked. */
export async function listParts(actor: Actor): Promise<readonly PartView[] | null> {
  await authorizePlatform(actor, "platform:read");
  const [[row], picture] = await Promise.all([
    db.select({ groups: computes.groups }).from(computes).where(eq(computes.name, env.CAIRN_COMPUTE)),
    nodePicture(env.CAIRN_COMPUTE),
  ]);
  if (!row?.groups) return null;
  const types = new Set(picture.items.flatMap(({ accelerators }) => accelerators.map(({ type }) => type)));
  return partsOf(row.groups as readonly ApiGroup[], [...types].toSorted());
}
