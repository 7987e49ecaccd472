import type { environmentVersions } from "@/db/schema";
import type { EnvironmentKind } from "@/db/values";
import type { ComputeBackend } from "@/lib/compute/backend";
import type { Node } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";

/** The kinds of environment in which each backend can run programs. */
const kindsOn: Record<ComputeBackend["name"], readonly EnvironmentKind[]> = {
  local: ["python"],
  kubernetes: ["image"],
  fake: ["python", "image"],
};

type Needs = Pick<typeof environmentVersions.$inferSelect, "imageReference" | "architectures" | "accelerator">;

export function kindOf({ imageReference }: Pick<Needs, "imageReference">): EnvironmentKind {
  return imageReference === null ? "python" : "image";
}

/** Whether programs of a kind of environment can run on a backend at all. */
export function runsOn(backend: ComputeBackend["name"], kind: EnvironmentKind): boolean {
  return kindsOn[backend].includes(kind);
}

/**
 * Why no program can be started in a version here, whatever it asks for; null where one can. While no node is known, nothing is said of
 * what nodes lack.
 */
export function whyNotHere(version: Needs, backend: ComputeBackend["name"], nodes: readonly Node[]): Message | null {
  const kind = kindOf(version);
  if (!runsOn(backend, kind)) return { key: kind === "image" ? "environments.place.needsCluster" : "environments.place.needsMachine" };
  if (nodes.length === 0) return null;
  const { architectures, accelerator } = version;
  const fitting = nodes.filter((node) => isMadeFor(version, node));
  if (fitting.length === 0) {
    const present = [...new Set(nodes.map((node) => node.architecture))].join(", ");
    return { key: "environments.place.noArchitecture", params: { needed: architectures.join(", "), present } };
  }
  const hasOne = ({ allocatable }: Node) =>
    Object.entries(allocatable.accelerators).some(([type, count]) => count > 0 && isOf(accelerator ?? "", type));
  if (accelerator !== null && !fitting.some(hasOne)) return { key: "environments.place.noAccelerator", params: { accelerator } };
  return null;
}

/** Whether a node is of an architecture that a version is made for; nothing is said where nobody knows. */
export function isMadeFor({ architectures }: Pick<Needs, "architectures">, { architecture }: Pick<Node, "architecture">): boolean {
  return architectures.length === 0 || architectures.some((one) => one === architecture);
}

/** Whether a type of accelerator is what an environment asks for: that type itself, or any of that maker. */
export function isOf(accelerator: string, type: string): boolean {
  return type === accelerator || type.startsWith(`${accelerator}/`);
}
