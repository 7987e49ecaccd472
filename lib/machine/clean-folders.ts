import { readdir } from "node:fs/promises";
import { and, eq, inArray, isNotNull, isNull, notInArray, or } from "drizzle-orm";
import { db } from "@/db/client";
import { environments, environmentVersions, jobs, revisions } from "@/db/schema";
import { environmentFolder, environmentsFolder } from "@/lib/environments/build/build-paths";
import { folderSize } from "@/lib/environments/build/folder-size";
import { removeLentFolder } from "@/lib/environments/build/lent-folder";
import { emptyPackageCache, packageCacheSize } from "@/lib/environments/build/package-cache";
import type { Cleanable } from "@/lib/machine/cleanable";

/** Bytes that each kind of cleaning would free now. */
export async function measureCleanables(): Promise<Record<Cleanable, number>> {
  const sizes = await Promise.all((await unusedEnvironments()).map((hash) => sizeOf(environmentFolder(hash))));
  return { environments: sizes.reduce((sum, size) => sum + size, 0), packages: await packageCacheSize() };
}

/** Frees it; returns the bytes. */
export const clean: Record<Cleanable, () => Promise<number>> = {
  async environments() {
    let freed = 0;
    for (const hash of await unusedEnvironments()) freed += await removeFolder(environmentFolder(hash));
    return freed;
  },
  async packages() {
    const size = await packageCacheSize();
    await emptyPackageCache();
    return size;
  },
};

/** Built environments that no living environment has as a version and that nothing alive runs in. */
async function unusedEnvironments(): Promise<readonly string[]> {
  const built = (await readdir(environmentsFolder).catch(() => [])).filter((name) => /^[0-9a-f]{64}$/.test(name));
  if (built.length === 0) return [];
  const rows = await db
    .selectDistinct({ hash: environmentVersions.lockHash })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .leftJoin(
      jobs,
      and(eq(jobs.environmentVersionId, environmentVersions.id), inArray(jobs.status, ["queued", "starting", "running", "stopping"])),
    )
    .leftJoin(
      revisions,
      and(eq(revisions.environmentVersionId, environmentVersions.id), notInArray(revisions.status, ["stopped", "failed"])),
    )
    .where(
      or(
        isNull(environments.deletedAt),
        isNotNull(jobs.id),
        isNotNull(revisions.id),
        inArray(environmentVersions.status, ["queued", "starting"]),
      ),
    );
  const used = new Set(rows.map(({ hash }) => hash));
  return built.filter((hash) => !used.has(hash));
}

async function removeFolder(folder: string): Promise<number> {
  const size = await sizeOf(folder);
  await removeLentFolder(folder);
  return size;
}

/** What is not there has no size. */
async function sizeOf(folder: string): Promise<number> {
  return folderSize(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return 0;
    throw error;
  });
}
