import type { environmentVersions } from "@/db/schema";
import type { ComputeBackend } from "@/lib/compute/backend";
import type { WorkloadEnvironment } from "@/lib/compute/workload";
import { isBuilt } from "@/lib/environments/build/build-environment";
import { pinnedReference } from "@/lib/environments/image-reference";
import { findLogin } from "@/lib/registries/find-login";

type Version = typeof environmentVersions.$inferSelect;

/**
 * Whether programs can be started in a version now: an image always, packages once they are built. On this machine they must also be
 * there: a folder may have been cleaned away, or a restore brought back the rows alone.
 */
export function isReadyOn({ name }: Pick<ComputeBackend, "name">, { status, imageReference, lockHash }: Version): boolean {
  if (status !== "ready") return false;
  if (imageReference !== null) return true;
  return lockHash !== null && (name !== "local" || isBuilt(lockHash));
}

/** What a version is to the compute port, for the programs of one project. Throws for one that was never ready. */
export async function workloadEnvironment(version: Version, projectId: string): Promise<WorkloadEnvironment> {
  if (version.imageReference !== null) {
    const pull = await findLogin(projectId, version.imageReference);
    return {
      kind: "image",
      reference: pinnedReference(version.imageReference, version.imageDigest),
      architectures: version.architectures,
      ...(pull && { pull }),
    };
  }
  if (version.lockHash === null) throw new Error("an environment was used before it was built");
  return { kind: "python", directory: version.lockHash };
}
