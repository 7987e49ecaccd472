import path from "node:path";
import type { Mount } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

/** Refuses mounts that lie in one another, where no folder can be, or in one of the top folders that are the backend's own. */
export function checkMountTargets(
  mounts: readonly Mount[],
  own: { readonly folders: readonly string[]; readonly characters: string },
): void {
  const targets = mounts.map(({ target }) => target);
  for (const target of targets) {
    const isNested = targets.filter((other) => other === target || other.startsWith(`${target}/`)).length > 1;
    const isOwn = own.folders.includes(target.split("/")[1] ?? "") || [...own.characters].some((character) => target.includes(character));
    if (isNested || isOwn || !isPlace(target)) throw new AppError("invalid", "compute.mountTarget", { target });
  }
}

function isPlace(target: string): boolean {
  return /^\/[^\0]+$/.test(target) && path.posix.normalize(target) === target && !target.endsWith("/");
}
