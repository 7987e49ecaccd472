import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { type VersionFile, versionFiles } from "@/lib/datasets/version-files";
import { notFound } from "@/lib/errors";

/** One file of a version or draft by its path. */
export async function getVersionFile(actor: Actor, input: { readonly versionId: string; readonly path: string }): Promise<VersionFile> {
  const { version } = await authorizeVersion(actor, "dataset:read", input.versionId);
  const { rows } = await db.execute<VersionFile & Record<string, unknown>>(
    sql`select path, sha256, size from ${versionFiles(version)} f where path = ${input.path}`,
  );
  const [file] = rows;
  if (!file) throw notFound();
  return file;
}
