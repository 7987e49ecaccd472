import path from "node:path";
import { isLabelValue } from "@/k8s/names";
import type { ClusterSettings } from "@/k8s/settings";
import { checkMountTargets } from "@/lib/compute/mount-targets";
import type { Mount, Role, Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

/** A Secret may hold 1 MiB, names and base64 aside. */
const mostInlineBytes = 700 * 1024;
/** A colon would part a path in two. */
const own = { folders: ["cairn", "dev", "proc", "sys", "etc"], characters: ":" };

/** Refuses what can never run on a cluster, before anything of it is made. */
export function checkWorkload(settings: ClusterSettings, workload: Workload): void {
  for (const name of [workload.id, workload.tenant.projectId, ...workload.roles.map((role) => role.name)]) {
    if (!isLabelValue(name)) throw new Error(`not a value for a label: ${JSON.stringify(name)}`);
  }
  for (const role of workload.roles) {
    if (role.environment.kind !== "image") throw new AppError("invalid", "compute.environmentOnCluster");
    if (role.ports.some(({ transport }) => transport !== "tcp")) throw new AppError("invalid", "compute.socketOnCluster");
    checkMounts(role);
    if (role.mounts.some(({ source }) => source.kind === "files") && (!workload.access || !settings.wrapperImage)) {
      throw new AppError("invalid", "compute.noWrapper");
    }
  }
  if (inlineBytes(workload) > mostInlineBytes) {
    throw new AppError("too_large", "compute.inlineTooLarge", { limitKib: mostInlineBytes / 1024 });
  }
}

function checkMounts({ mounts }: Role): void {
  checkMountTargets(mounts, own);
  for (const { source } of mounts) checkSource(source);
}

function checkSource(source: Mount["source"]): void {
  if ((source.kind === "volume" || source.kind === "nfs") && !isLabelValue(source.id))
    throw new Error(`not an id of a volume: ${JSON.stringify(source.id)}`);
  if (source.kind === "claim" && !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(source.name)) {
    throw new AppError("invalid", "compute.claimName", { name: source.name });
  }
  if (source.kind === "nfs") checkServer(source);
  if (source.kind !== "inline") return;
  for (const name of Object.keys(source.files)) {
    if (name.startsWith("/") || name.includes("\0") || name.split("/").some((part) => part === ".." || part === "")) {
      throw new Error(`${JSON.stringify(name)} leaves its mount`);
    }
  }
}

function checkServer({ server, path: folder }: { readonly server: string; readonly path: string }): void {
  const isPath = folder.startsWith("/") && path.posix.normalize(folder) === folder && !folder.includes("\0");
  if (!isPath || !/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/.test(server)) {
    throw new AppError("invalid", "compute.nfsPlace", { server, path: folder });
  }
}

function inlineBytes({ roles }: Workload): number {
  const files = roles.flatMap(({ mounts }) =>
    mounts.flatMap(({ source }) => (source.kind === "inline" ? Object.entries(source.files) : [])),
  );
  return files.reduce((sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text), 0);
}
