import { createHash, randomBytes } from "node:crypto";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { blobs, manifestEntries } from "@/db/schema";
import { aRunningAttempt } from "@/db/testing/workload-factories";
import { objectStore } from "@/lib/storage/store";
import { allRoutes, knockAt } from "./testing/edges";

const s3 = vi.hoisted(() => {
  const { CAIRN_TEST_S3: server = "", CAIRN_TEST_S3_KEY: key = "", CAIRN_TEST_S3_SECRET: secret = "" } = process.env;
  const bucket = `cairn-${Math.random().toString(16).slice(2, 14)}`;
  if (server !== "") {
    const there = { CAIRN_STORAGE_URL: `${server}/${bucket}/store`, CAIRN_STORAGE_KEY: key, CAIRN_STORAGE_SECRET: secret };
    Object.assign(process.env, there);
  }
  return { server, bucket, credentials: { accessKeyId: key, secretAccessKey: secret } };
});

const routes = await allRoutes();
const mebi = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

interface Program {
  readonly token: string;
}

/** Asks the API as a wrapper in a pod does. */
async function ask({ token }: Program, verb: string, asked: Parameters<typeof knockAt>[1] = {}) {
  const route = routes.find((one) => one.verb === verb);
  if (!route) throw new Error(`no route is ${verb}`);
  const answer = await knockAt(route, asked, { authorization: `Bearer ${token}` }, new AbortController().signal);
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

async function upload(program: Program, name: string, bytes: Buffer) {
  const file = { path: name, size: bytes.length, sha256: sha256(bytes), modifiedAt: new Date().toISOString() };
  const { body } = await ask(program, "workload.begin_upload", { body: { files: [file] } });
  if (body.state === "stored") return body;
  const parts = [];
  for (const { number, url } of body.parts as { number: number; url: string }[]) {
    const part = bytes.subarray((number - 1) * body.partBytes, number * body.partBytes);
    const sent = await fetch(url, { method: "PUT", body: new Uint8Array(part) });
    expect(sent.status).toBe(200);
    parts.push({ number, etag: sent.headers.get("etag") ?? "" });
  }
  const complete = { path: { uploadId: body.uploadId }, body: { parts } };
  return ask(program, "workload.complete_upload", complete);
}

describe.skipIf(s3.server === "")("with an S3 server", () => {
  beforeAll(async () => {
    const client = new S3Client({ endpoint: s3.server, region: "us-east-1", forcePathStyle: true, credentials: s3.credentials });
    await client.send(new CreateBucketCommand({ Bucket: s3.bucket }));
  });

  test("a program reads its inputs, tells its metrics, stores its outputs and is done", async () => {
    const program = await aRunningAttempt({ inputs: { "/data": { "a.csv": "1,2\n", "sub/b.csv": "3,4,5\n" } } });
    const { body: workload } = await ask(program, "workload.get");
    expect(workload).toMatchObject({ kind: "attempt", mounts: [{ target: "/data", fileCount: 2 }] });
    const { body: page } = await ask(program, "workload.list_files", { path: { index: "0" } });
    const read = await Promise.all(
      page.items.map(async ({ url, start, end }: { url: string; start: number; end: number }) =>
        (await fetch(url, { headers: { range: `bytes=${start}-${end - 1}` } })).text(),
      ),
    );
    expect(read).toEqual(["1,2\n", "3,4,5\n"]);
    expect((await ask(program, "workload.tell_progress", { body: { doneBytes: 10, totalBytes: 10 } })).status).toBe(204);
    const text = '{"step": 1, "loss": 0.5}\n';
    expect((await ask(program, "workload.tell_metrics", { body: { offset: 0, text } })).body).toEqual({ offset: text.length });

    const outputs = { "model.bin": randomBytes(37 * mebi), 空: Buffer.alloc(0), "report/a.json": Buffer.from("{}") };
    for (const [name, bytes] of Object.entries(outputs)) {
      expect(await upload(program, name, bytes)).toMatchObject({ status: 200, body: { refused: [] } });
    }
    expect(await upload(program, "copy.bin", outputs["model.bin"])).toEqual({ state: "stored" });
    const files = [...Object.keys(outputs), "copy.bin"];
    expect((await ask(program, "workload.flush", { body: { files } })).status).toBe(204);
    const entries = await db.select().from(manifestEntries).where(eq(manifestEntries.ownerId, program.attempt.id));
    expect(entries.map((entry) => entry.path).toSorted()).toEqual(files.toSorted());
    expect((await ask(program, "workload.get")).status).toBe(401);
    expect((await ask(program, "workload.flush", { body: { files } })).status).toBe(401);
  });

  test("bytes that are not what was said are gone from the store", async () => {
    const program = await aRunningAttempt();
    const said = { path: "a", size: 4, sha256: sha256(Buffer.from("said")), modifiedAt: new Date().toISOString() };
    const { body } = await ask(program, "workload.begin_upload", { body: { files: [said] } });
    const sent = await fetch(body.parts[0].url, { method: "PUT", body: "done" });
    const parts = [{ number: 1, etag: sent.headers.get("etag") ?? "" }];
    const refused = await ask(program, "workload.complete_upload", { path: { uploadId: body.uploadId }, body: { parts } });
    expect(refused).toMatchObject({ status: 200, body: { refused: ["a"] } });
    const named = new Set((await db.select().from(blobs)).map((blob) => blob.objectKey));
    const stored = await Array.fromAsync(objectStore().list("blobs/"));
    expect(stored.filter(({ key }) => !named.has(key))).toEqual([]);
  });

  test("what a program leaves half sent is swept with its attempt", async () => {
    const program = await aRunningAttempt();
    const bytes = randomBytes(1_000);
    const said = { path: "a", size: 1_000, sha256: sha256(bytes), modifiedAt: new Date().toISOString() };
    const { body } = await ask(program, "workload.begin_upload", { body: { files: [said] } });
    await fetch(body.parts[0].url, { method: "PUT", body: new Uint8Array(bytes) });
    expect((await ask(program, "workload.flush", { body: { files: [] } })).status).toBe(204);
    expect((await fetch(body.parts[0].url, { method: "PUT", body: new Uint8Array(bytes) })).status).toBe(404);
    expect(await objectStore().removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
  });
});

test("what is no good request is refused by name", async () => {
  const program = await aRunningAttempt();
  const file = { path: "a", size: 1, sha256: "a".repeat(64), modifiedAt: "2026-11-21T00:00:00Z" };
  const wrong = [
    ["workload.begin_upload", { files: [{ ...file, size: -1 }] }],
    ["workload.begin_upload", { files: [{ ...file, size: 6e12 }] }],
    ["workload.begin_upload", { files: [{ ...file, sha256: "A".repeat(64) }] }],
    ["workload.begin_upload", { files: [{ ...file, modifiedAt: "yesterday" }] }],
    ["workload.begin_upload", { files: [{ ...file, more: true }] }],
    ["workload.complete_upload", { parts: [] }],
    ["workload.complete_upload", { parts: [{ number: 1_001, etag: "x" }] }],
    ["workload.tell_metrics", { offset: -1, text: "" }],
    ["workload.tell_metrics", { offset: 0, text: "x".repeat(1_000_001) }],
    ["workload.tell_progress", { doneBytes: 1 }],
    ["workload.flush", { files: [""] }],
    ["workload.flush", { files: [], lost: [{ path: "a", reason: "x".repeat(5_001) }] }],
  ] as const;
  for (const [verb, body] of wrong)
    expect((await ask(program, verb, { body })).status, `${verb} ${JSON.stringify(body).slice(0, 80)}`).toBe(400);
  expect((await ask(program, "workload.list_files", { path: { index: "-1" } })).status).toBe(400);
  expect((await ask({ token: "cairn_job_nonsense" }, "workload.get")).status).toBe(401);
});
