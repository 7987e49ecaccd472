import type { environmentVersions } from "@/db/schema";
import type { EnvironmentKind } from "@/db/values";
import type { ComputeBackend } from "@/lib/compute/backend";
import type { MessageKey } from "@/lib/i18n/keys";

/** The kinds of environment in which each backend can run programs. */
const kindsOn: Record<ComputeBackend["name"], readonly EnvironmentKind[]> = {
  local: ["python"],
  kubernetes: ["image"],
  fake: ["python", "image"],
};

export function kindOf({ imageReference }: Pick<typeof environmentVersions.$inferSelect, "imageReference">): EnvironmentKind {
  return imageReference === null ? "python" : "image";
}

/** Why an environment of a kind can never run on a backend; null where it can. */
export function whyNotOn(backend: ComputeBackend["name"], kind: EnvironmentKind): MessageKey | null {
  if (kindsOn[backend].includes(kind)) return null;
  return kind === "image" ? "environments.image.needsCluster" : "environments.needsMachine";
}
