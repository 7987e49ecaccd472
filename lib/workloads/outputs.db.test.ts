import { createHash, randomBytes } from "node:crypto";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { and, eq } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { blobs, manifestEntries, outputUploads, syncTasks } from "@/db/schema";
import { aDataset, aVersion } from "@/db/testing/data-factories";
import { aProject } from "@/db/testing/factories";
import { PresignedFolder } from "@/db/testing/presigned-folder";
import { aRunningAttempt, aStartingRevision, attemptRow, byToken } from "@/db/testing/workload-factories";
import type { UserActor } from "@/lib/auth/actor";
import { openBlob } from "@/lib/blobs/open-blob";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { beginUpload } from "@/lib/workloads/begin-upload";
import { completeUpload } from "@/lib/workloads/complete-upload";
import { flushOutputs } from "@/lib/workloads/flush-outputs";
import { forgetOutputUploads } from "@/lib/workloads/forget-uploads";
import { beginUploadInput } from "@/lib/workloads/workload";

const store = new PresignedFolder(path.join(env.CAIRN_DATA, "objects"));
vi.mock("@/lib/storage/store", () => ({ objectStore: () => store }));

const mebi = 1024 * 1024;
const modifiedAt = "2026-11-21T08:00:00.123Z";
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const fileOf = (name: string, bytes: Buffer) => ({ path: name, size: bytes.length, sha256: sha256(bytes), modifiedAt });
const alone = (name: string, bytes: Buffer) => ({ files: [fileOf(name, bytes)] });

async function begin(actor: UserActor, name: string, bytes: Buffer) {
  const upload = await beginUpload(actor, alone(name, bytes));
  if (upload.state !== "wanted") throw new Error("it is stored already");
  return upload;
}

type Wanted = Awaited<ReturnType<typeof begin>>;

function send({ parts, partBytes }: Wanted, bytes: Buffer) {
  return parts.map(({ number, url }) => ({
    number,
    etag: store.send(url, bytes.subarray((number - 1) * partBytes, number * partBytes)),
  }));
}

async function upload(actor: UserActor, name: string, bytes: Buffer) {
  const wanted = await begin(actor, name, bytes);
  return completeUpload(actor, { uploadId: wanted.uploadId, parts: send(wanted, bytes) });
}

const outputsOf = (attemptId: string) =>
  db
    .select()
    .from(manifestEntries)
    .where(and(eq(manifestEntries.ownerType, "attempt"), eq(manifestEntries.ownerId, attemptId)));
const uploadsOf = (attemptId: string) => db.select().from(outputUploads).where(eq(outputUploads.attemptId, attemptId));

test("an output becomes a file of its attempt once its bytes were checked, with its own time", async () => {
  const { actor, attempt } = await aRunningAttempt();
  const bytes = randomBytes(40 * mebi + 3);
  const wanted = await begin(actor, "checkpoints/模型.bin", bytes);
  expect(wanted).toMatchObject({ partBytes: 16 * mebi, parts: [{ number: 1 }, { number: 2 }, { number: 3 }] });
  const parts = send(wanted, bytes);
  expect(await outputsOf(attempt.id)).toEqual([]);
  expect(await completeUpload(actor, { uploadId: wanted.uploadId, parts })).toEqual({ refused: [] });
  expect(await outputsOf(attempt.id)).toMatchObject([
    { path: "checkpoints/模型.bin", size: bytes.length, sha256: sha256(bytes), modifiedAt: new Date(modifiedAt) },
  ]);
  expect((await buffer(await openBlob(sha256(bytes)))).equals(bytes)).toBe(true);
});

test("an empty output has one empty part", async () => {
  const { actor, attempt } = await aRunningAttempt();
  await upload(actor, "done", Buffer.alloc(0));
  expect(await outputsOf(attempt.id)).toMatchObject([{ path: "done", size: 0 }]);
});

test("a file of terabytes has a thousand parts at most", async () => {
  const { actor } = await aRunningAttempt();
  const wanted = await beginUpload(actor, { files: [{ path: "huge", size: 4_000_000_000_000, sha256: "a".repeat(64), modifiedAt }] });
  expect(wanted).toMatchObject({ state: "wanted", partBytes: 3815 * mebi });
  expect(wanted.state === "wanted" && wanted.parts.length).toBe(1_000);
});

test("completing it again, also at the same time, changes nothing", async () => {
  const { actor, attempt } = await aRunningAttempt();
  const bytes = randomBytes(1_000);
  const wanted = await begin(actor, "a", bytes);
  const complete = { uploadId: wanted.uploadId, parts: send(wanted, bytes) };
  await Promise.all([completeUpload(actor, complete), completeUpload(actor, complete)]);
  expect(await completeUpload(actor, complete)).toEqual({ refused: [] });
  expect(await outputsOf(attempt.id)).toHaveLength(1);
});

test("reading back may take longer than a request: asking again waits for the same", async () => {
  const { actor } = await aRunningAttempt();
  const bytes = Buffer.from("slow but right");
  const wanted = await begin(actor, "a", bytes);
  const complete = { uploadId: wanted.uploadId, parts: send(wanted, bytes) };
  const lookAgain = holdBack();
  await expect(completeUpload(actor, { ...complete, patienceMs: 30 })).rejects.toMatchObject({
    code: "unavailable",
    key: "uploads.checking",
    retryAfterSeconds: 2,
  });
  const again = completeUpload(actor, complete);
  lookAgain();
  expect(await again).toEqual({ refused: [] });
});

/** Lets the next reading of the store wait until it is told to go on. */
function holdBack(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  vi.spyOn(store, "get").mockImplementationOnce(async (...asked) => {
    await promise;
    return PresignedFolder.prototype.get.apply(store, asked);
  });
  return resolve;
}

test("the same file asked for again goes on where it was, with fresh addresses", async () => {
  const { actor } = await aRunningAttempt();
  const bytes = randomBytes(20 * mebi);
  const first = await begin(actor, "a", bytes);
  const [one] = send({ ...first, parts: first.parts.slice(0, 1) }, bytes);
  const again = await begin(actor, "a", bytes);
  expect(again.uploadId).toBe(first.uploadId);
  const [two] = send({ ...again, parts: again.parts.slice(1) }, bytes);
  if (!one || !two) throw new Error("two parts were expected");
  expect(await completeUpload(actor, { uploadId: again.uploadId, parts: [two, one] })).toEqual({ refused: [] });
});

test("another file under the same path takes its place, whole or on its way", async () => {
  const { actor, attempt } = await aRunningAttempt();
  const old = await begin(actor, "a", Buffer.from("first"));
  await upload(actor, "a", Buffer.from("second"));
  expect(() => send(old, Buffer.from("first"))).toThrow("404");
  await expect(completeUpload(actor, { uploadId: old.uploadId, parts: [{ number: 1, etag: "x" }] })).rejects.toMatchObject({
    code: "not_found",
  });
  await upload(actor, "a", Buffer.from("third"));
  expect(await outputsOf(attempt.id)).toMatchObject([{ path: "a", sha256: sha256(Buffer.from("third")) }]);
});

test("other bytes than were said are refused and forgotten", async () => {
  const { actor, attempt } = await aRunningAttempt();
  const wanted = await begin(actor, "a", Buffer.from("as said"));
  const complete = { uploadId: wanted.uploadId, parts: send(wanted, Buffer.from("another")) };
  expect(await completeUpload(actor, complete)).toEqual({ refused: ["a"] });
  expect(await completeUpload(actor, complete)).toEqual({ refused: ["a"] });
  expect(await outputsOf(attempt.id)).toEqual([]);
  expect(
    await db
      .select()
      .from(blobs)
      .where(eq(blobs.sha256, sha256(Buffer.from("another")))),
  ).toEqual([]);
  expect(await upload(actor, "a", Buffer.from("as said"))).toEqual({ refused: [] });
});

describe("small files go together", () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, at) => [`out/${at}.json`, Buffer.from(`{"at": ${at}}`)] as const);

  async function sendTogether(actor: UserActor, files: readonly (readonly [string, Buffer])[]) {
    const upload = await beginUpload(actor, { files: files.map(([name, bytes]) => fileOf(name, bytes)) });
    if (upload.state !== "wanted") throw new Error("all are stored already");
    const wanted = new Set(upload.wanted);
    const bytes = Buffer.concat(files.flatMap(([name, bytes]) => (wanted.has(name) ? [bytes] : [])));
    return { upload, done: await completeUpload(actor, { uploadId: upload.uploadId, parts: send(upload, bytes) }) };
  }

  test("a thousand are outputs by one object, each with its own bytes", async () => {
    const { actor, attempt } = await aRunningAttempt();
    const files = [...numbered(999), ["empty", Buffer.alloc(0)] as const];
    const { upload, done } = await sendTogether(actor, files);
    expect(done).toEqual({ refused: [] });
    expect(upload.parts).toHaveLength(1);
    expect(await outputsOf(attempt.id)).toHaveLength(1_000);
    for (const [name, bytes] of [files[0], files[500], files[998], files[999]].flatMap((one) => (one ? [one] : [])))
      expect((await buffer(await openBlob(sha256(bytes)))).equals(bytes), name).toBe(true);
  });

  test("those that the project has are not sent again, and equal ones lie once", async () => {
    const { actor, attempt } = await aRunningAttempt();
    const known = Buffer.from("known for long");
    await upload(actor, "known", known);
    const twice = Buffer.from("the same twice");
    const { upload: pack, done } = await sendTogether(actor, [
      ["a", twice],
      ["copy", known],
      ["b", twice],
    ]);
    expect([pack.wanted, done]).toEqual([["a", "b"], { refused: [] }]);
    expect((await outputsOf(attempt.id)).map((one) => one.path).toSorted()).toEqual(["a", "b", "copy", "known"]);
    expect((await buffer(await openBlob(sha256(twice)))).equals(twice)).toBe(true);
  });

  test("one that changed on its way is named, and the others are kept", async () => {
    const { actor, attempt } = await aRunningAttempt();
    const files = [fileOf("a", Buffer.from("aaa")), fileOf("b", Buffer.from("bbb")), fileOf("c", Buffer.from("ccc"))];
    const pack = await beginUpload(actor, { files });
    if (pack.state !== "wanted") throw new Error("all are stored already");
    const complete = { uploadId: pack.uploadId, parts: send(pack, Buffer.from("aaaXXXccc")) };
    expect(await completeUpload(actor, complete)).toEqual({ refused: ["b"] });
    expect(await completeUpload(actor, complete)).toEqual({ refused: ["b"] });
    expect((await outputsOf(attempt.id)).map((one) => one.path).toSorted()).toEqual(["a", "c"]);
    expect((await buffer(await openBlob(sha256(Buffer.from("ccc"))))).toString()).toBe("ccc");
  });

  test("a newer state of one takes the place of the whole upload on its way", async () => {
    const { actor, attempt } = await aRunningAttempt();
    const old = await beginUpload(actor, { files: [fileOf("a", Buffer.from("old a")), fileOf("b", Buffer.from("old b"))] });
    await upload(actor, "a", Buffer.from("new a"));
    if (old.state !== "wanted") throw new Error("all are stored already");
    expect(() => send(old, Buffer.from("old aold b"))).toThrow("404");
    expect(await outputsOf(attempt.id)).toMatchObject([{ path: "a", sha256: sha256(Buffer.from("new a")) }]);
  });

  test("a path twice is refused", async () => {
    const { actor } = await aRunningAttempt();
    const files = [fileOf("a", Buffer.from("1")), fileOf("a", Buffer.from("2"))];
    await expect(beginUpload(actor, { files })).rejects.toMatchObject({ code: "invalid", key: "uploads.pathTwice", params: { path: "a" } });
  });

  test("so many bytes and files that no answer would end are refused before anything is asked", () => {
    const file = (size: number, at: number) => ({ ...fileOf(`f/${at}`, Buffer.alloc(0)), size });
    const isTaken = (files: unknown[]) => beginUploadInput.safeParse({ files }).success;
    expect(isTaken([file(5e12, 0)])).toBe(true);
    expect(isTaken([file(8 * mebi, 0), file(8 * mebi, 1)])).toBe(true);
    expect(isTaken([file(8 * mebi, 0), file(8 * mebi + 1, 1)])).toBe(false);
    expect(isTaken(Array.from({ length: 1_001 }, (_, at) => file(1, at)))).toBe(false);
    expect(isTaken([])).toBe(false);
  });
});

test("a program that only begins uploads is told to complete some, and nothing of the refused one is left", async () => {
  const { actor, attempt } = await aRunningAttempt();
  for (let at = 0; at < 64; at++) await begin(actor, `f/${at}`, Buffer.from(String(at)));
  const underWay = store.underWay.size;
  await expect(begin(actor, "one more", Buffer.from("more"))).rejects.toMatchObject({ code: "conflict", key: "uploads.tooManyOpen" });
  expect([await uploadsOf(attempt.id), store.underWay.size]).toMatchObject([{ length: 64 }, underWay]);
});

test("parts that are missing, doubled, unknown or other than those in the store are refused", async () => {
  const { actor } = await aRunningAttempt();
  const bytes = randomBytes(17 * mebi);
  const wanted = await begin(actor, "a", bytes);
  const [one, two] = send(wanted, bytes);
  if (!one || !two) throw new Error("two parts were expected");
  const wrong = [[one], [one, one], [one, two, { number: 3, etag: "x" }], [two, { ...one, number: 3 }], [one, { ...two, etag: "other" }]];
  for (const parts of wrong)
    await expect(completeUpload(actor, { uploadId: wanted.uploadId, parts })).rejects.toMatchObject({ code: "invalid" });
  expect(await completeUpload(actor, { uploadId: wanted.uploadId, parts: [one, two] })).toEqual({ refused: [] });
});

test.each(["../x", "/etc/passwd", "a//b", "a\nb", ".", "a\\b", "C:/x"])("%j is no path of an output", async (name) => {
  const { actor } = await aRunningAttempt();
  await expect(beginUpload(actor, alone(name, Buffer.from("x")))).rejects.toMatchObject({ code: "invalid" });
  await expect(flushOutputs(actor, { files: [name], lost: [] })).rejects.toMatchObject({ code: "invalid" });
});

test("bytes that the project has are an output at once, by whatever they came", async () => {
  const project = await aProject();
  await aVersion(await aDataset(project), { "a.csv": "from a dataset" });
  const { actor, attempt } = await aRunningAttempt({ project });
  expect(await beginUpload(actor, alone("copy.csv", Buffer.from("from a dataset")))).toEqual({ state: "stored" });
  expect(await outputsOf(attempt.id)).toMatchObject([{ path: "copy.csv", size: 14 }]);
  await upload(actor, "b", Buffer.from("from an attempt"));
  const next = await aRunningAttempt({ project });
  expect(await beginUpload(next.actor, alone("b", Buffer.from("from an attempt")))).toEqual({ state: "stored" });
});

test("bytes that only another project has have to be sent: a hash is no proof of having them", async () => {
  const secret = Buffer.from("what another project keeps to itself");
  const theirs = await aRunningAttempt();
  await upload(theirs.actor, "secret", secret);
  const mine = await aRunningAttempt();
  const wanted = await begin(mine.actor, "guess", secret);
  const parts = send(wanted, Buffer.from("x".repeat(secret.length)));
  expect(await completeUpload(mine.actor, { uploadId: wanted.uploadId, parts })).toEqual({ refused: ["guess"] });
  expect(await outputsOf(mine.attempt.id)).toEqual([]);
  await upload(mine.actor, "known", secret);
  expect((await buffer(await openBlob(sha256(secret)))).equals(secret)).toBe(true);
});

test("another attempt's upload is not there", async () => {
  const [mine, theirs] = [await aRunningAttempt(), await aRunningAttempt()];
  const bytes = Buffer.from("theirs alone");
  const wanted = await begin(theirs.actor, "a", bytes);
  const parts = send(wanted, bytes);
  for (const uploadId of [wanted.uploadId, newId(), "nonsense"])
    await expect(completeUpload(mine.actor, { uploadId, parts })).rejects.toMatchObject({ code: "not_found" });
  expect(await completeUpload(theirs.actor, { uploadId: wanted.uploadId, parts })).toEqual({ refused: [] });
});

test("a flush keeps what it names, forgets the rest, ends the token and wakes the worker", async () => {
  const { actor, attempt, job, token } = await aRunningAttempt();
  await upload(actor, "kept", Buffer.from("kept"));
  await upload(actor, "removed", Buffer.from("removed"));
  const half = await begin(actor, "half", Buffer.from("half"));
  await flushOutputs(actor, { files: ["kept"], lost: [] });
  expect((await outputsOf(attempt.id)).map((entry) => entry.path)).toEqual(["kept"]);
  expect(await uploadsOf(attempt.id)).toEqual([]);
  expect(() => send(half, Buffer.from("half"))).toThrow("404");
  expect(await byToken(token)).toBeNull();
  expect(await db.select().from(syncTasks).where(eq(syncTasks.id, job.id))).toMatchObject([{ noun: "job" }]);
  expect((await attemptRow(attempt.id)).message).toBeNull();
});

test("a flush that names what never came changes nothing", async () => {
  const { actor, attempt, token } = await aRunningAttempt();
  await upload(actor, "there", Buffer.from("there"));
  await begin(actor, "half", Buffer.from("never sent"));
  await expect(flushOutputs(actor, { files: ["half"], lost: [] })).rejects.toMatchObject({
    code: "conflict",
    key: "uploads.notStored",
    params: { path: "half" },
  });
  expect(await outputsOf(attempt.id)).toHaveLength(1);
  expect(await byToken(token)).not.toBeNull();
});

test("what was lost is noted on the attempt", async () => {
  const { actor, attempt } = await aRunningAttempt();
  const lost = [
    { path: "big\nname.bin", reason: "The disk of the node was full." },
    { path: "b", reason: "?" },
  ];
  await flushOutputs(actor, { files: [], lost });
  expect((await attemptRow(attempt.id)).message).toEqual({
    key: "jobs.end.outputsLost",
    params: { count: 2, path: "big�name.bin", reason: "The disk of the node was full." },
  });
});

test("more outputs than a statement has parameters are flushed at once", async () => {
  const { actor, attempt } = await aRunningAttempt();
  await upload(actor, "one", Buffer.from("one"));
  const files = Array.from({ length: 66_000 }, (_, at) => `out/${at}.json`);
  const [{ sha256: known } = { sha256: "" }] = await outputsOf(attempt.id);
  const rows = files.map((name) => ({ ownerType: "attempt" as const, ownerId: attempt.id, path: name, sha256: known, size: 3 }));
  for (let at = 0; at < rows.length; at += 5_000) await db.insert(manifestEntries).values(rows.slice(at, at + 5_000));
  await flushOutputs(actor, { files, lost: [] });
  expect(await db.$count(manifestEntries, eq(manifestEntries.ownerId, attempt.id))).toBe(66_000);
});

test("an upload that nobody asked after for a week is forgotten", async () => {
  const { actor, attempt } = await aRunningAttempt();
  const wanted = await begin(actor, "a", Buffer.from("abandoned"));
  const other = await begin(actor, "b", Buffer.from("still wanted"));
  await db
    .update(outputUploads)
    .set({ askedAt: new Date(Date.now() - 8 * 86_400_000) })
    .where(eq(outputUploads.id, wanted.uploadId));
  expect(await forgetOutputUploads(7)).toBe(1);
  expect(() => send(wanted, Buffer.from("abandoned"))).toThrow("404");
  expect(await uploadsOf(attempt.id)).toMatchObject([{ id: other.uploadId }]);
});

test("a revision has no outputs", async () => {
  const { actor } = await aStartingRevision();
  await expect(beginUpload(actor, alone("a", Buffer.from("x")))).rejects.toMatchObject({ code: "not_found" });
  await expect(completeUpload(actor, { uploadId: newId(), parts: [] })).rejects.toMatchObject({ code: "not_found" });
  await expect(flushOutputs(actor, { files: [], lost: [] })).rejects.toMatchObject({ code: "not_found" });
});
