import { randomBytes } from "node:crypto";
import net from "node:net";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FolderStore } from "@/lib/storage/folder-store";
import { objectKey } from "@/lib/storage/object-key";
import { MissingObject } from "@/lib/storage/object-store";
import { isPresigned } from "@/lib/storage/presigned";
import { parseStorageUrl } from "@/lib/storage/s3-place";
import { S3Store } from "@/lib/storage/s3-store";

const { CAIRN_TEST_S3: server = "", CAIRN_TEST_S3_KEY: accessKeyId = "", CAIRN_TEST_S3_SECRET: secretAccessKey = "" } = process.env;
const keys = { accessKeyId, secretAccessKey };
const mebi = 1024 * 1024;

describe.skipIf(server === "")("addresses of an S3 server", () => {
  const bucket = `cairn-${randomBytes(6).toString("hex")}`;
  let store: S3Store;
  let key: string;

  beforeAll(async () => {
    store = new S3Store(parseStorageUrl(`${server}/${bucket}/some`), keys);
    const client = new S3Client({ endpoint: server, region: "us-east-1", forcePathStyle: true, credentials: keys });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  });
  beforeEach(() => {
    key = objectKey("blobs");
  });

  const send = (url: string, body: Buffer) => fetch(url, { method: "PUT", body: new Uint8Array(body) });
  const sendPart = async (uploadId: string, number: number, body: Buffer) => {
    const sent = await send(await store.presignPart(key, uploadId, { number, size: body.length }, 60), body);
    expect(sent.status, await sent.text()).toBe(200);
    return { number, etag: sent.headers.get("etag") ?? "" };
  };

  test("whoever has an address reads the object, or a range of it", async () => {
    await store.put(key, Buffer.from("0123456789"));
    const url = await store.presignGet(key, 60);
    expect(await (await fetch(url)).text()).toBe("0123456789");
    const part = await fetch(url, { headers: { range: "bytes=2-4" } });
    expect([part.status, await part.text()]).toEqual([206, "234"]);
  });

  test("an address is good for its object and for reading alone", async () => {
    const other = objectKey("blobs");
    await store.put(key, Buffer.from("mine"));
    await store.put(other, Buffer.from("theirs"));
    const url = await store.presignGet(key, 60);
    expect((await fetch(url.replace(key, other))).status).toBe(403);
    expect((await send(url, Buffer.from("changed"))).status).toBe(403);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(403);
  });

  test("an address ends", async () => {
    await store.put(key, Buffer.from("x"));
    const url = await store.presignGet(key, 1);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect((await fetch(url)).status).toBe(403);
  });

  test("parts that others send become one object once it is completed, twice if asked", async () => {
    const bytes = randomBytes(11 * mebi);
    const uploadId = await store.beginParts(key);
    const second = await sendPart(uploadId, 2, bytes.subarray(6 * mebi));
    const first = await sendPart(uploadId, 1, bytes.subarray(0, 6 * mebi));
    expect(await store.stat(key)).toBeNull();
    await store.completeParts(key, uploadId, [second, first]);
    await store.completeParts(key, uploadId, [second, first]);
    expect(Buffer.from(await (await fetch(await store.presignGet(key, 60))).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("an object without bytes has one empty part", async () => {
    const uploadId = await store.beginParts(key);
    await store.completeParts(key, uploadId, [await sendPart(uploadId, 1, Buffer.alloc(0))]);
    expect(await store.stat(key)).toMatchObject({ size: 0 });
  });

  test("a part has exactly the length that was signed", async () => {
    const uploadId = await store.beginParts(key);
    const url = await store.presignPart(key, uploadId, { number: 1, size: 10 }, 60);
    expect((await send(url, randomBytes(11))).status).toBe(403);
    expect((await send(url, randomBytes(9))).status).toBe(403);
    expect((await send(url.replace("partNumber=1", "partNumber=2"), randomBytes(10))).status).toBe(403);
  });

  test("what is whole is changed by no address that was given out before", async () => {
    const uploadId = await store.beginParts(key);
    const url = await store.presignPart(key, uploadId, { number: 1, size: 5 }, 60);
    const sent = await send(url, Buffer.from("first"));
    await store.completeParts(key, uploadId, [{ number: 1, etag: sent.headers.get("etag") ?? "" }]);
    expect((await send(url, Buffer.from("other"))).status).toBe(404);
    expect(await (await fetch(await store.presignGet(key, 60))).text()).toBe("first");
  });

  test("parts that the store does not have so are refused", async () => {
    const uploadId = await store.beginParts(key);
    const part = await sendPart(uploadId, 1, Buffer.from("bytes"));
    const wrong = { ...part, etag: `"${"0".repeat(32)}"` };
    await expect(store.completeParts(key, uploadId, [wrong])).rejects.toMatchObject({ code: "invalid", key: "uploads.parts" });
    await expect(store.completeParts(key, uploadId, [part, { ...part, number: 2 }])).rejects.toMatchObject({ code: "invalid" });
    await store.completeParts(key, uploadId, [part]);
  });

  test("what was aborted takes no parts and cannot be completed", async () => {
    const uploadId = await store.beginParts(key);
    const url = await store.presignPart(key, uploadId, { number: 1, size: 1 }, 60);
    const part = await sendPart(uploadId, 1, Buffer.from("x"));
    await store.abort(key, { uploadId });
    expect((await send(url, Buffer.from("x"))).status).toBe(404);
    await expect(store.completeParts(key, uploadId, [part])).rejects.toThrow(MissingObject);
  });

  test("parts that nobody completed are swept", async () => {
    await sendPart(await store.beginParts(key), 1, Buffer.from("x"));
    expect(await store.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.removeUnfinished(new Date(Date.now() + 60_000))).toBeGreaterThan(0);
  });

  test("addresses name the host by which others reach the store, and are signed for it", async () => {
    const relay = await aRelay(new URL(server));
    const elsewhere = new S3Store(parseStorageUrl(`${server}/${bucket}/some`), keys, `http://localhost:${relay.port}`);
    await elsewhere.put(key, Buffer.from("x"));
    const url = await elsewhere.presignGet(key, 60);
    expect(new URL(url).hostname).toBe("localhost");
    expect(await (await fetch(url)).text()).toBe("x");
    expect((await fetch(url.replace("localhost", "127.0.0.1"))).status).toBe(403);
    relay.close();
  });
});

test("a folder gives out no addresses, a store with the S3 API does", () => {
  expect(isPresigned(new FolderStore("/nowhere"))).toBe(false);
  expect(isPresigned(new S3Store(parseStorageUrl("s3://bucket"), { accessKeyId: "k", secretAccessKey: "s" }))).toBe(true);
});

/** Another way to the same server, under whatever name this machine has. */
async function aRelay({ hostname, port }: URL): Promise<{ readonly port: number; close(): void }> {
  const relay = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, resolve));
  const address = relay.address();
  return { port: typeof address === "object" && address ? address.port : 0, close: () => void relay.close() };
}
