import { and, eq, getTableColumns } from "drizzle-orm";
import { db } from "@/db/client";
import { uploadGrants, uploads } from "@/db/schema";
import { notFound } from "@/lib/errors";
import type { Grant } from "@/lib/uploads/grant-of-token";
import type { Upload } from "@/lib/uploads/open-upload";

/** A file on its way, for a grant of the same person and draft: a newer grant resumes what an older one began. Throws `not_found`. */
export async function getUpload(grant: Grant, id: string): Promise<Upload> {
  const [found] = /^[0-9a-f]{32}$/.test(id)
    ? await db
        .select(getTableColumns(uploads))
        .from(uploads)
        .innerJoin(uploadGrants, eq(uploadGrants.id, uploads.grantId))
        .where(and(eq(uploads.id, id), eq(uploadGrants.datasetVersionId, grant.datasetVersionId), eq(uploadGrants.userId, grant.userId)))
    : [];
  if (!found) throw notFound();
  return found;
}
