import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { FolderStore } from "@/lib/storage/folder-store";
import { objectKey } from "@/lib/storage/object-key";
import { objectStoreContract } from "@/lib/storage/object-store-contract";

const root = await mkdtemp(path.join(os.tmpdir(), "cairn-store-"));
let count = 0;

objectStoreContract("folder", async () => {
  count += 1;
  return new FolderStore(path.join(root, `store ${count}`));
});

afterAll(() => rm(root, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)(
  "a full disk refuses what is new, keeps what was stored and works again once there is room (root only: mounts a tmpfs)",
  async () => {
    const small = path.join(root, "small");
    await mkdir(small);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", small]);
    try {
      const store = new FolderStore(path.join(small, "objects"));
      const kept = objectKey("blobs");
      const bytes = randomBytes(1_000_000);
      await store.put(kept, bytes);

      const tooBig = objectKey("blobs");
      await expect(store.put(tooBig, Readable.from([randomBytes(3_000_000)]))).rejects.toMatchObject({
        code: "unavailable",
        key: "uploads.diskFull",
      });
      await expect(store.append(tooBig, {}, 0, Readable.from([randomBytes(3_000_000)]))).rejects.toMatchObject({ key: "uploads.diskFull" });
      expect(await store.stat(tooBig)).toBeNull();
      expect((await buffer(await store.get(kept))).equals(bytes)).toBe(true);

      await store.abort(tooBig, {});
      await store.put(objectKey("blobs"), randomBytes(500_000));
    } finally {
      execFileSync("umount", [small]);
    }
  },
);
