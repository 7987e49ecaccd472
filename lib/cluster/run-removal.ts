import { setTimeout } from "node:timers/promises";
import { db } from "@/db/client";
import type { operations } from "@/db/schema";
import { removalKinds } from "@/lib/cluster/namespace";
import { publishContent, publishPlaces } from "@/lib/cluster/publish-namespaces";
import { defaultBackend } from "@/lib/compute/backends";
import { keepsTenants } from "@/lib/compute/tenancy";
import { endOperation } from "@/lib/operations/track-operation";

const turnMs = 1_000;

/** For the worker: removes a project's namespace and waits until it is gone, or says what keeps it. */
export async function runRemoval({ id, kind, subjectId: projectId }: typeof operations.$inferSelect, signal: AbortSignal): Promise<void> {
  const backend = defaultBackend();
  if (!keepsTenants(backend)) throw new Error("no project has a place of its own here");
  const kept = await backend.removeTenant(projectId, { evenIfUsed: kind === removalKinds[1] });
  if (kept) {
    await publishContent(backend, projectId, kept);
    return endOperation(db, id, "failed", { key: "cluster.namespaces.kept", params: { ...kept } });
  }
  await publishPlaces(backend);
  // A project that is still there may have it anew before this looks again.
  const isEnding = async () => (await backend.listTenants()).some((place) => place.projectId === projectId && place.isEnding);
  while (await isEnding()) await setTimeout(turnMs, undefined, { signal });
  await publishPlaces(backend);
  await endOperation(db, id, "succeeded");
}
