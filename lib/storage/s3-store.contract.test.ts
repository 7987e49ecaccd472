import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { objectKey } from "@/lib/storage/object-key";
import { objectStoreContract } from "@/lib/storage/object-store-contract";
import { parseStorageUrl } from "@/lib/storage/s3-place";
import { S3Store } from "@/lib/storage/s3-store";

const { CAIRN_TEST_S3: server = "", CAIRN_TEST_S3_KEY: key = "", CAIRN_TEST_S3_SECRET: secret = "" } = process.env;
const keys = { accessKeyId: key, secretAccessKey: secret };
const mebi = 1024 * 1024;

/** A real server with the S3 API: `CAIRN_TEST_S3=http://host:port`, with its keys. */
describe.skipIf(server === "")("with an S3 server", () => {
  const bucket = `cairn-${randomBytes(6).toString("hex")}`;
  let count = 0;
  const open = () => {
    count += 1;
    return new S3Store(parseStorageUrl(`${server}/${bucket}/store-${count}`), keys);
  };

  beforeAll(async () => {
    const client = new S3Client({ endpoint: server, region: "us-east-1", forcePathStyle: true, credentials: keys });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  });

  objectStoreContract("S3", async () => open());

  test("an object of many parts comes back as it was, in pieces of any size", async () => {
    const store = open();
    const name = objectKey("blobs");
    const bytes = randomBytes(37 * mebi + 11);
    await store.put(name, Readable.from(cut(bytes, 700_001)));
    expect((await buffer(await store.get(name))).equals(bytes)).toBe(true);
    const middle = await buffer(await store.get(name, { start: 8 * mebi - 3, end: 8 * mebi + 5 }));
    expect(middle.equals(bytes.subarray(8 * mebi - 3, 8 * mebi + 5))).toBe(true);
  });

  test("a growth goes on from any state that was kept, whatever was written behind it", async () => {
    const store = open();
    const name = objectKey("blobs");
    const bytes = randomBytes(30 * mebi);
    const ends = [3 * mebi, 4 * mebi, 13 * mebi, 13 * mebi + 1, 29 * mebi, bytes.length];
    let grown = { size: 0, state: {} as Readonly<Record<string, unknown>> };
    for (const end of ends) {
      // A worker that died before it wrote the state down: the piece is sent again, and what it left must not count.
      await store.append(name, grown.state, grown.size, Readable.from([randomBytes(end - grown.size)]));
      const stored = JSON.parse(JSON.stringify(grown.state));
      grown = await store.append(name, stored, grown.size, Readable.from(cut(bytes.subarray(grown.size, end), 65_536)));
      expect(grown.size).toBe(end);
    }
    await store.finish(name, grown.state);
    expect((await buffer(await store.get(name))).equals(bytes)).toBe(true);
    // The upload that was begun twice, because nobody had written down its name.
    expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(1);
    expect((await Array.fromAsync(store.list(""))).map((found) => found.key)).toEqual([name]);
  });

  test("an upload in parts that was cut short is swept once nothing has been written for long", async () => {
    const store = open();
    await store.append(objectKey("blobs"), {}, 0, Readable.from(cut(randomBytes(17 * mebi), mebi)));
    expect(await store.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(1);
    expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
  });

  test("wrong keys and an absent bucket are no absent object", async () => {
    const stranger = new S3Store(parseStorageUrl(`${server}/${bucket}`), { ...keys, secretAccessKey: "not the secret" });
    await expect(stranger.stat(objectKey("blobs"))).rejects.toThrow();
    const nowhere = new S3Store(parseStorageUrl(`${server}/no-such-bucket-here`), keys);
    await expect(nowhere.get(objectKey("blobs"))).rejects.toMatchObject({ name: "NoSuchBucket" });
  });
});

test("a store that does not answer is a refusal that says so", async () => {
  const away = new S3Store(
    parseStorageUrl("http://127.0.0.1:9/bucket"),
    keys.accessKeyId === "" ? { accessKeyId: "k", secretAccessKey: "s" } : keys,
  );
  await expect(away.put(objectKey("blobs"), Buffer.from("x"))).rejects.toMatchObject({ code: "unavailable", key: "errors.storageDown" });
});

function* cut(bytes: Buffer, size: number): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
