import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { environmentVersions } from "@/db/schema";
import type { ReplicaObservation } from "@/lib/compute/workload";

type Version = Pick<typeof environmentVersions.$inferSelect, "id" | "imageReference" | "imageDigest">;

/** Keeps what an image's tag meant when a first program ran in it, where its registry could not be asked before. */
export async function pinImage(tx: Tx, version: Version, replicas: readonly ReplicaObservation[]): Promise<void> {
  if (version.imageReference === null || version.imageDigest !== null) return;
  const imageDigest = replicas.find((replica) => replica.imageDigest !== undefined)?.imageDigest;
  if (imageDigest === undefined) return;
  // What was said about a registry that could not be asked is over with it.
  await tx
    .update(environmentVersions)
    .set({ imageDigest, message: null })
    .where(and(eq(environmentVersions.id, version.id), isNull(environmentVersions.imageDigest)));
}
