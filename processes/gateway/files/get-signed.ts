import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { blobs } from "@/db/schema";
import { readDownloadToken } from "@/lib/blobs/download-link";
import { listManifest } from "@/lib/blobs/list-manifest";
import { datasetManifest } from "@/lib/datasets/dataset-manifest";
import { notFound } from "@/lib/errors";
import type { FilesCall } from "../files-face";
import { sendBytes } from "./send-bytes";
import { sendZip } from "./send-zip";

/** What a signed link was made for, and nothing else. */
export async function getSigned(call: FilesCall): Promise<void> {
  const target = readDownloadToken(call.params[0] ?? "");
  if (target.kind === "zip") {
    const files = target.of === "dataset_version" ? await datasetManifest(target.id) : await listManifest(target.of, target.id);
    return sendZip(call, target.name, files);
  }
  const [blob] = await db.select({ size: blobs.size }).from(blobs).where(eq(blobs.sha256, target.sha256));
  if (!blob) throw notFound();
  await sendBytes(call, { ...target, ...blob });
}
