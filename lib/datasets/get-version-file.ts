import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { type VersionFile, versionFiles } from "@/lib/datasets/version-files";
import { notFound } from "@/lib/errors";

interface Named {
  readonly versionId: string;
  readonly path: string;
}

/** One file of a version or draft by its path. */
export async function getVersionFile(actor: Actor, input: Named): Promise<VersionFile> {
  const file = await findVersionFile(actor, input);
  if (!file) throw notFound();
  return file;
}

/** The same; null when the version has no file of that path. */
export async function findVersionFile(actor: Actor, input: Named): Promise<VersionFile | null> {
  const { version } = await authorizeVersion(actor, "dataset:read", input.versionId);
  const { rows } = await db.execute<VersionFile & Record<string, unknown>>(
    sql`select path, sha256, size from ${versionFiles(version)} f where path = ${input.path.toWellFormed().replaceAll("\0", "")}`,
  );
  return rows[0] ?? null;
}
