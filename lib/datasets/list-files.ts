import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import type { FileView, ListFilesQuery } from "@/lib/datasets/version";
import { type VersionFile, versionFiles } from "@/lib/datasets/version-files";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";

/** The files and folders in a folder of a version, folders first; or all files below it by path. */
export async function listFiles(actor: Actor, input: ListFilesQuery & { readonly versionId: string }): Promise<Page<FileView>> {
  const { version } = await authorizeVersion(actor, "dataset:read", input.versionId);
  const prefix = input.folder === "" ? "" : `${input.folder}/`;
  const files = sql`(select path, sha256, size from ${versionFiles(version)} v where starts_with(path, ${prefix}))`;
  return input.flat || input.q ? listFlat(files, input) : listFolder(files, prefix, input);
}

async function listFlat(files: SQL, { q, cursor, limit }: ListFilesQuery): Promise<Page<FileView>> {
  const after = cursor === undefined ? null : fromCursor(cursor, z.tuple([z.string()]))[0];
  const { rows } = await db.execute<VersionFile & Record<string, unknown>>(sql`
    select path, sha256, size from ${files} f
    where ${q ? sql`strpos(lower(path), lower(${q})) > 0` : sql`true`} and ${after === null ? sql`true` : sql`path collate "C" > ${after}`}
    order by path collate "C" limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((file) => ({
      kind: "file",
      path: file.path,
      name: nameOf(file.path),
      size: file.size,
      fileCount: 1,
      sha256: file.sha256,
    })),
    nextCursor: rows.length > limit && last ? toCursor([last.path]) : null,
  };
}

async function listFolder(files: SQL, prefix: string, { cursor, limit }: ListFilesQuery): Promise<Page<FileView>> {
  const after = cursor === undefined ? null : fromCursor(cursor, z.tuple([z.number(), z.string()]));
  const { rows } = await db.execute<{ rank: number; name: string; size: number; count: number; sha256: string }>(sql`
    select rank, name, sum(size)::bigint as size, count(*) as count, min(sha256) as sha256
    from (select split_part(rest, '/', 1) as name, case when strpos(rest, '/') > 0 then 0 else 1 end as rank, size, sha256
      from (select substr(path, ${prefix.length + 1}::int) as rest, size, sha256 from ${files} f) g) h
    where ${after === null ? sql`true` : sql`(rank, name collate "C") > (${after[0]}, ${after[1]})`}
    group by rank, name order by rank, name collate "C" limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ rank, name, size, count, sha256 }) => ({
      kind: rank === 0 ? "folder" : "file",
      path: `${prefix}${name}`,
      name,
      size,
      fileCount: count,
      sha256: rank === 0 ? null : sha256,
    })),
    nextCursor: rows.length > limit && last ? toCursor([last.rank, last.name]) : null,
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
