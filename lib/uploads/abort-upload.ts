import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { uploads } from "@/db/schema";
import { objectStore } from "@/lib/storage/store";
import type { Upload } from "@/lib/uploads/open-upload";

/** Forgets an upload and its bytes. A file that is whole stays in its draft. */
export async function abortUpload(upload: Pick<Upload, "id" | "objectKey" | "state">): Promise<void> {
  const [gone] = await db.delete(uploads).where(eq(uploads.id, upload.id)).returning({ completedAt: uploads.completedAt });
  if (gone?.completedAt === null) await objectStore().abort(upload.objectKey, upload.state);
}
