import { statfs } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { transaction } from "@/db/client";
import { datasetVersions, uploadGrants } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { filesUrl, type Reader } from "@/lib/blobs/files-url";
import { recordChange } from "@/lib/changes/record-change";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { formatBytes } from "@/lib/format/bytes";
import { newId } from "@/lib/id";
import { hashToken, makeToken } from "@/lib/keys/token";
import { objectStore } from "@/lib/storage/store";
import type { CreateUploadGrantInput, UploadGrantView } from "@/lib/uploads/grant";

const lifeMs = 24 * 3_600_000;
/** What stays free for the database, logs and outputs. */
const reservedBytes = 200_000_000;

/** Permits uploads into a draft for a day. Refuses at once what the disk cannot hold. */
export async function createUploadGrant(
  actor: Actor,
  input: CreateUploadGrantInput & { readonly datasetVersionId: string; readonly reader?: Reader },
): Promise<UploadGrantView> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:write", input.datasetVersionId);
  if (version.status !== "draft") throw new AppError("conflict", "datasets.version.notADraft", { name: dataset.name });
  await assertRoom(input.bytes);
  const token = makeToken("upload");
  const id = newId();
  const expiresAt = new Date(Date.now() + lifeMs);
  await transaction(async (tx) => {
    const [draft] = await tx
      .select({ status: datasetVersions.status })
      .from(datasetVersions)
      .where(eq(datasetVersions.id, version.id))
      .for("share");
    if (draft?.status !== "draft") throw new AppError("conflict", "datasets.version.notADraft", { name: dataset.name });
    await tx.insert(uploadGrants).values({
      id,
      tokenHash: hashToken(token),
      datasetVersionId: version.id,
      projectId: dataset.projectId,
      userId: actor.kind === "user" ? actor.userId : dataset.createdBy,
      maxBytes: input.bytes,
      maxFiles: input.files,
      expiresAt,
    });
    await recordChange(tx, actor, {
      type: "dataset.upload_granted",
      subject: { type: "dataset", id: dataset.id, name: dataset.name },
      projectId: dataset.projectId,
      fields: { bytes: input.bytes, files: input.files },
    });
  });
  return {
    id,
    token,
    url: `${filesUrl(input.reader ?? "program")}/uploads`,
    datasetVersionId: version.id,
    maxBytes: input.bytes,
    maxFiles: input.files,
    expiresAt: expiresAt.toISOString(),
  };
}

async function assertRoom(bytes: number): Promise<void> {
  if (objectStore().name !== "folder") return;
  const { bavail, bsize } = await statfs(env.CAIRN_DATA);
  const freeBytes = Math.max(0, bavail * bsize - reservedBytes);
  if (bytes <= freeBytes) return;
  throw new AppError("unavailable", "uploads.noRoom", { bytes: formatBytes(bytes, "en"), free: formatBytes(freeBytes, "en") });
}
