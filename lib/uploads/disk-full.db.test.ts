import "@/db/testing/data-folder";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { blobs, datasetDraftEntries, uploads } from "@/db/schema";
import { aDataset, aDraft, anUploadGrant } from "@/db/testing/data-factories";
import { actorOf, aProject, aUser } from "@/db/testing/factories";
import { openBlob } from "@/lib/blobs/open-blob";
import { putBlob } from "@/lib/blobs/put-blob";
import { addFiles } from "@/lib/datasets/add-files";
import { commitVersion } from "@/lib/datasets/commit-version";
import { datasetManifest } from "@/lib/datasets/dataset-manifest";
import { env } from "@/lib/env";
import { objectStore } from "@/lib/storage/store";
import { createUploadGrant } from "@/lib/uploads/create-upload-grant";
import { Lease } from "@/lib/uploads/lease";
import { openUpload } from "@/lib/uploads/open-upload";
import { receive } from "@/lib/uploads/receive";

// Only root may mount the small disk that is filled here.
const isRoot = process.getuid?.() === 0;
const folder = path.join(env.CAIRN_DATA, "objects");

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  if (isRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]);
});
afterAll(() => {
  if (isRoot) execFileSync("umount", [folder]);
});

test.skipIf(!isRoot)(
  "a disk that fills during an upload loses nothing committed, says so, and the upload goes on once there is room",
  async () => {
    const project = await aProject();
    const dataset = await aDataset(project);
    const actor = actorOf(await aUser(), { isAdministrator: true });
    const first = await aDraft(dataset);
    const kept = randomBytes(500_000);
    await addFiles(actor, { versionId: first.id, files: [{ path: "kept", ...(await putBlob(kept)) }] });
    const { version } = await commitVersion(actor, { versionId: first.id, note: "" });
    const ballast = await putBlob(randomBytes(1_000_000));

    const draft = await aDraft({ ...dataset, latestVersion: 1 });
    const { id } = await anUploadGrant(project, draft);
    const grant = { id, datasetVersionId: draft.id, userId: draft.createdBy, maxBytes: 1e9, maxFiles: 9 };
    const bytes = randomBytes(2_000_000);
    const upload = await openUpload(grant, { path: "new", size: bytes.length, claimedSha256: null });
    const send = async (from: number) => {
      const [row] = await db.select().from(uploads);
      const lease = await Lease.acquire(upload.id, () => undefined);
      return receive({ ...upload, offset: row?.offset ?? 0 }, lease, pieces(bytes.subarray(from)), bytes.length).finally(() =>
        lease.release(),
      );
    };
    await expect(send(0)).rejects.toMatchObject({ code: "unavailable", key: "uploads.diskFull" });
    expect(await db.select().from(datasetDraftEntries)).toEqual([]);
    expect((await datasetManifest(version.id)).map(({ path: name }) => name)).toEqual(["kept"]);
    const [file] = await datasetManifest(version.id);
    expect((await buffer(await openBlob(file?.sha256 ?? ""))).equals(kept)).toBe(true);

    const [heavy] = await db.select().from(blobs).where(eq(blobs.sha256, ballast.sha256));
    await objectStore().remove(heavy?.objectKey ?? "");
    await send(0);
    expect(await db.select().from(datasetDraftEntries)).toMatchObject([{ path: "new", size: 2_000_000 }]);
  },
);

test("what the disk cannot hold is refused before a byte is sent", async () => {
  const project = await aProject();
  const draft = await aDraft(await aDataset(project));
  const actor = actorOf(await aUser(), { isAdministrator: true });
  await expect(createUploadGrant(actor, { datasetVersionId: draft.id, bytes: 4_000_000_000_000, files: 1 })).rejects.toMatchObject({
    key: "uploads.noRoom",
  });
});

async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}
