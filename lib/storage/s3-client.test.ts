import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { openS3Client } from "@/lib/storage/s3-client";
import { parseStorageUrl } from "@/lib/storage/s3-place";

const conflict = "<Error><Code>OperationAborted</Code><Message>Try again.</Message></Error>";

/** A store that answers with these statuses, one after the other; the last one stays. */
async function open(...statuses: readonly [number, ...number[]]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const status = statuses[Math.min(asked.length, statuses.length - 1)] ?? 200;
    asked.push(`${request.method} ${request.url?.split("?")[0]}`);
    request.resume().on("end", () => response.writeHead(status).end(status === 200 ? "" : conflict));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const place = parseStorageUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`);
  return { client: openS3Client(place, { accessKeyId: "a", secretAccessKey: "b" }, place.endpoint), asked };
}

const object = { Bucket: "bucket", Key: "blobs/aa/b" };

test("what a store refuses for a conflict is asked again", async () => {
  const { client, asked } = await open(409, 200);
  await client.send(new PutObjectCommand({ ...object, Body: "text" }));
  expect(asked).toEqual(["PUT /bucket/blobs/aa/b", "PUT /bucket/blobs/aa/b"]);
});

test("a conflict that stays is told in the end, and another refusal at once", async () => {
  const lasting = await open(409);
  await expect(lasting.client.send(new DeleteObjectCommand(object))).rejects.toMatchObject({ name: "OperationAborted" });
  expect(lasting.asked.length).toBeGreaterThan(1);
  const refused = await open(403);
  await expect(refused.client.send(new DeleteObjectCommand(object))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  expect(refused.asked).toHaveLength(1);
});
