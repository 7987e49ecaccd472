import path from "node:path";
import { readJson, writeJson, writeOnce } from "@/lib/compute/local/json-file";
import type { Mount, MountedFile, Workload } from "@/lib/compute/workload";

/** Entries by role and mount, such as `worker/1`. */
type Manifests = Readonly<Record<string, readonly MountedFile[]>>;

/**
 * Writes a workload down; a second time changes nothing. Manifests may have a hundred thousand entries and are read once, so they lie apart
 * from what is read at every look.
 */
export async function storeWorkload(folder: string, workload: Workload): Promise<void> {
  const file = path.join(folder, "workload.json");
  if (await readJson(file)) return;
  const manifests: Record<string, readonly MountedFile[]> = {};
  const withoutEntries = (role: string, mount: Mount, at: number): Mount => {
    if (mount.source.kind !== "files") return mount;
    manifests[`${role}/${at}`] = mount.source.entries;
    return { ...mount, source: { kind: "files", entries: [] } };
  };
  const roles = workload.roles.map((role) => ({ ...role, mounts: role.mounts.map((mount, at) => withoutEntries(role.name, mount, at)) }));
  await writeJson(path.join(folder, "manifests.json"), manifests satisfies Manifests);
  await writeOnce(file, { ...workload, roles } satisfies Workload);
}

/** The files that one mount of a role shows. */
export async function entriesOf(folder: string, role: string, at: number): Promise<readonly MountedFile[]> {
  const manifests = await readJson<Manifests>(path.join(folder, "manifests.json"));
  return manifests?.[`${role}/${at}`] ?? [];
}
