import { sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { blobs } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import type { MountedFile } from "@/lib/compute/workload";
import { notFound } from "@/lib/errors";
import { fromCursor, type Page, toCursor } from "@/lib/http/page";
import { authorizeWorkload } from "@/lib/workloads/authorize-workload";
import { mountsOf } from "@/lib/workloads/internal/mounts";
import { addressSeconds, presignedStore } from "@/lib/workloads/presigned-store";
import type { MountFileView } from "@/lib/workloads/workload";

const pageSize = 500;

/** The files of one of a workload's mounts by path, each with an address of its bytes. Throws `not_found` for a mount that it does not have. */
export async function listMountFiles(
  actor: Actor,
  { index, cursor }: { readonly index: number; readonly cursor?: string | undefined },
): Promise<Page<MountFileView>> {
  const workload = await authorizeWorkload(actor);
  const store = presignedStore();
  const mount = (await mountsOf(workload))[index];
  if (!mount) throw notFound();
  const after = cursor === undefined ? null : fromCursor(cursor, z.tuple([z.string()]))[0];
  const { rows } = await db.execute<MountedFile & Record<string, unknown>>(sql`
    select f.path, f.sha256, f.size, b.object_key as "objectKey", b.object_offset as "objectOffset"
    from ${mount.files} f join ${blobs} b on b.sha256 = f.sha256
    where ${after === null ? sql`true` : sql`f.path collate "C" > ${after}`}
    order by f.path collate "C" limit ${pageSize + 1}`);
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    items: await Promise.all(
      shown.map(async ({ path, size, sha256, objectKey, objectOffset }) => {
        const url = await store.presignGet(objectKey, addressSeconds);
        return { path, size, sha256, url, start: objectOffset, end: objectOffset + size };
      }),
    ),
    nextCursor: rows.length > pageSize && last ? toCursor([last.path]) : null,
  };
}
