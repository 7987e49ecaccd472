import { randomBytes } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { uploadGrants, uploads } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { objectKey } from "@/lib/storage/object-key";
import { parsePath } from "@/lib/storage/parse-path";
import { objectStore } from "@/lib/storage/store";
import type { Grant } from "@/lib/uploads/grant-of-token";

export type Upload = typeof uploads.$inferSelect;

interface NewUpload {
  readonly path: string;
  /** Bytes; more are refused when they come. */
  readonly size: number;
  /** What the client says it is, in hexadecimal. */
  readonly claimedSha256: string | null;
}

/**
 * Opens the way for one file within a grant; what was half there under the same path is forgotten. Throws `invalid` for a
 * path that cannot be, `too_large` when bytes or count of the grant are used up.
 */
export async function openUpload(grant: Grant, input: NewUpload): Promise<Upload> {
  const path = parsePath(input.path);
  const { opened, replaced } = await transaction(async (tx) => {
    await tx.select({ id: uploadGrants.id }).from(uploadGrants).where(eq(uploadGrants.id, grant.id)).for("update");
    const replaced = await tx
      .delete(uploads)
      .where(and(eq(uploads.grantId, grant.id), eq(uploads.path, path), isNull(uploads.completedAt), isNull(uploads.leaseToken)))
      .returning({ objectKey: uploads.objectKey, state: uploads.state });
    const [used] = await tx
      .select({ files: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(${uploads.size}), 0)::bigint` })
      .from(uploads)
      .where(eq(uploads.grantId, grant.id));
    if ((used?.files ?? 0) + 1 > grant.maxFiles) throw new AppError("too_large", "uploads.tooManyFiles", { maximum: grant.maxFiles });
    if ((used?.bytes ?? 0) + input.size > grant.maxBytes) {
      throw new AppError("too_large", "uploads.overGrant", { path, maximum: grant.maxBytes });
    }
    const [opened] = await tx
      .insert(uploads)
      .values({ ...input, path, id: randomBytes(16).toString("hex"), grantId: grant.id, objectKey: objectKey("blobs") })
      .returning();
    if (!opened) throw new Error("insert returned no row");
    return { opened, replaced };
  });
  for (const { objectKey: key, state } of replaced) await objectStore().abort(key, state);
  return opened;
}
