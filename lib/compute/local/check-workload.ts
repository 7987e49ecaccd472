import { isFolderName } from "@/lib/compute/local/folders";
import { checkMountTargets } from "@/lib/compute/mount-targets";
import type { Role, Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

const reserved = [
  "usr",
  "bin",
  "sbin",
  "lib",
  "lib32",
  "lib64",
  "libx32",
  "etc",
  "opt",
  "nix",
  "proc",
  "sys",
  "dev",
  "tmp",
  "job",
  ".accounts",
];

/** Refuses what can never run on this machine. */
export function checkWorkload(workload: Workload): void {
  const names = [workload.id, workload.tenant.projectId, ...workload.roles.map((role) => role.name)];
  for (const name of names) if (!isFolderName(name)) throw new Error(`not a name for a folder: ${JSON.stringify(name)}`);
  for (const role of workload.roles) {
    if (role.environment.kind === "image") throw new AppError("invalid", "compute.imageOnMachine");
    if (!isFolderName(role.environment.directory)) throw new Error(`not an environment: ${JSON.stringify(role.environment.directory)}`);
    checkMounts(role);
  }
}

function checkMounts({ mounts }: Role): void {
  if (mounts.some(({ source }) => ["volume", "claim", "nfs"].includes(source.kind)))
    throw new AppError("invalid", "compute.volumeOnMachine");
  checkMountTargets(mounts, { folders: reserved, characters: "" });
}
