import "@/db/testing/data-folder";
import { createHash, randomBytes } from "node:crypto";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { accessKeys, bindings, datasetDraftEntries, datasets, uploadGrants, uploads, users } from "@/db/schema";
import { aDataset, aDraft, anUploadGrant, aVersion } from "@/db/testing/data-factories";
import { aProject, aUser } from "@/db/testing/factories";
import { downloadUrl } from "@/lib/blobs/download-link";
import { openBlob } from "@/lib/blobs/open-blob";
import { putBlob } from "@/lib/blobs/put-blob";
import { newId } from "@/lib/id";
import { hashToken, makeToken } from "@/lib/keys/token";
import { objectStore } from "@/lib/storage/store";
import { handleFiles } from "./files-face";

const server = createServer((request, response) => void handleFiles(request, response));
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

let project: Awaited<ReturnType<typeof aProject>>;
let dataset: Awaited<ReturnType<typeof aDataset>>;
let draft: Awaited<ReturnType<typeof aDraft>>;
let token: string;
beforeEach(async () => {
  project = await aProject();
  dataset = await aDataset(project);
  draft = await aDraft(dataset);
  ({ token } = await anUploadGrant(project, draft));
});

const tus = { "tus-resumable": "1.0.0" };
const as = (bearer: string) => ({ authorization: `Bearer ${bearer}` });
const meta = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
    .join(",");

const call = (path: string, init: RequestInit & { duplex?: "half" } = {}) => fetch(`${origin}${path}`, init);
const create = (path: string, size: number, extra: Record<string, string> = {}, bearer = token) =>
  call("/files/uploads", {
    method: "POST",
    headers: { ...tus, ...as(bearer), "upload-length": String(size), "upload-metadata": meta({ path, ...extra }) },
  });
const patch = (location: string, offset: number, body: Uint8Array, headers: Record<string, string> = {}, bearer = token) =>
  call(location, {
    method: "PATCH",
    headers: { ...tus, ...as(bearer), "upload-offset": String(offset), "content-type": "application/offset+octet-stream", ...headers },
    body: body as BodyInit,
  });
const head = (location: string, bearer = token) => call(location, { method: "HEAD", headers: { ...tus, ...as(bearer) } });
const entries = () => db.select().from(datasetDraftEntries).where(eq(datasetDraftEntries.datasetVersionId, draft.id));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const location = (response: Response) => response.headers.get("location") ?? "";

test("a file that comes in pieces becomes a file of the draft", async () => {
  const bytes = randomBytes(300_000);
  const made = await create("数据/a.bin", bytes.length);
  expect(made.status).toBe(201);
  expect(location(made)).toMatch(/^\/files\/uploads\/[0-9a-f]{32}$/);

  expect((await patch(location(made), 0, bytes.subarray(0, 100_000))).headers.get("upload-offset")).toBe("100000");
  expect(await entries()).toEqual([]);
  const where = await head(location(made));
  expect([where.headers.get("upload-offset"), where.headers.get("upload-length")]).toEqual(["100000", "300000"]);
  expect((await patch(location(made), 100_000, bytes.subarray(100_000))).status).toBe(204);

  expect(await entries()).toMatchObject([{ path: "数据/a.bin", size: 300_000, sha256: sha256(bytes) }]);
  expect((await buffer(await openBlob(sha256(bytes)))).equals(bytes)).toBe(true);
});

test("a file without bytes is whole at once", async () => {
  expect((await create("empty.txt", 0)).status).toBe(201);
  expect(await entries()).toMatchObject([{ path: "empty.txt", size: 0 }]);
});

test("a file may come with its creation", async () => {
  const made = await call("/files/uploads", {
    method: "POST",
    headers: {
      ...tus,
      ...as(token),
      "upload-length": "3",
      "upload-metadata": meta({ path: "a" }),
      "content-type": "application/offset+octet-stream",
    },
    body: "abc",
  });
  expect([made.status, made.headers.get("upload-offset")]).toEqual([201, "3"]);
  expect(await entries()).toMatchObject([{ path: "a", size: 3 }]);
});

test("a connection that breaks keeps what came, and another process goes on from there", async () => {
  const bytes = randomBytes(2_000_000);
  const made = await create("a.bin", bytes.length);
  const broken = new AbortController();
  async function* half() {
    yield bytes.subarray(0, 1_200_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    broken.abort();
    await new Promise(() => undefined);
  }
  await call(location(made), {
    method: "PATCH",
    headers: { ...tus, ...as(token), "upload-offset": "0", "content-type": "application/offset+octet-stream" },
    body: Readable.toWeb(Readable.from(half())) as unknown as BodyInit,
    duplex: "half",
    signal: broken.signal,
  }).catch(() => undefined);
  const offset = Number((await head(location(made))).headers.get("upload-offset"));
  expect(offset).toBe(1_200_000);
  expect((await patch(location(made), offset, bytes.subarray(offset))).status).toBe(204);
  expect(await entries()).toMatchObject([{ sha256: sha256(bytes) }]);
});

test("bytes that a dying process wrote but never acknowledged are written again", async () => {
  const bytes = randomBytes(50_000);
  const made = await create("a.bin", bytes.length);
  const [row] = await db.select().from(uploads);
  await objectStore().append(
    row?.objectKey ?? "",
    {},
    0,
    (async function* () {
      yield randomBytes(30_000);
    })(),
  );
  expect((await head(location(made))).headers.get("upload-offset")).toBe("0");
  await patch(location(made), 0, bytes);
  expect(await entries()).toMatchObject([{ sha256: sha256(bytes) }]);
});

test("a file whose last byte came right before a crash is completed by the next question", async () => {
  const bytes = randomBytes(1_000);
  const made = await create("a.bin", bytes.length);
  const id = location(made).split("/").at(-1) ?? "";
  const [row] = await db.select().from(uploads).where(eq(uploads.id, id));
  await objectStore().append(
    row?.objectKey ?? "",
    {},
    0,
    (async function* () {
      yield bytes;
    })(),
  );
  await db.update(uploads).set({ offset: bytes.length }).where(eq(uploads.id, id));
  await head(location(made));
  expect(await entries()).toMatchObject([{ sha256: sha256(bytes) }]);
});

test("a dead gateway's lease is taken over when it ends", async () => {
  const made = await create("a.bin", 3);
  const id = location(made).split("/").at(-1) ?? "";
  await db
    .update(uploads)
    .set({ leaseToken: newId(), leaseUntil: new Date(Date.now() + 700) })
    .where(eq(uploads.id, id));
  const startedAt = Date.now();
  expect((await patch(location(made), 0, Buffer.from("abc"))).status).toBe(204);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(600);
});

test("a new connection gets the lease of one that hangs", async () => {
  const made = await create("a.bin", 6);
  const hanging = new AbortController();
  async function* stalled() {
    yield Buffer.from("abc");
    await new Promise(() => undefined);
  }
  const stalledCall = call(location(made), {
    method: "PATCH",
    headers: { ...tus, ...as(token), "upload-offset": "0", "content-type": "application/offset+octet-stream" },
    body: Readable.toWeb(Readable.from(stalled())) as unknown as BodyInit,
    duplex: "half",
    signal: hanging.signal,
  }).catch(() => undefined);
  await expect.poll(async () => (await db.select().from(uploads))[0]?.leaseToken).not.toBeNull();
  const where = await head(location(made));
  expect(where.headers.get("upload-offset")).toBe("3");
  hanging.abort();
  await stalledCall;
  expect((await patch(location(made), 3, Buffer.from("def"))).status).toBe(204);
});

test("what a client says of its bytes is checked, never believed", async () => {
  const bytes = Buffer.from("hello");
  const wrong = await create("a", 5, { sha256: sha256(Buffer.from("other")) });
  const refused = await patch(location(wrong), 0, bytes);
  expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([460, expect.stringContaining("SHA-256")]);
  expect((await head(location(wrong))).status).toBe(404);
  const right = await create("a", 5, { sha256: sha256(bytes) });
  expect((await patch(location(right), 0, bytes)).status).toBe(204);

  const digest = createHash("sha256").update("other").digest("base64");
  const put = await call("/files/uploads/b", {
    method: "PUT",
    headers: { ...as(token), "content-digest": `sha-256=:${digest}:` },
    body: bytes,
  });
  expect(put.status).toBe(400);
  expect((await entries()).map(({ path }) => path)).toEqual(["a"]);
  expect(await db.$count(uploads, eq(uploads.path, "b"))).toBe(0);
});

test("a piece with a wrong checksum does not count", async () => {
  const made = await create("a", 5);
  const sum = (text: string) => ({ "upload-checksum": `sha256 ${createHash("sha256").update(text).digest("base64")}` });
  expect((await patch(location(made), 0, Buffer.from("hello"), sum("other"))).status).toBe(460);
  expect((await head(location(made))).headers.get("upload-offset")).toBe("0");
  expect((await patch(location(made), 0, Buffer.from("hello"), sum("hello"))).status).toBe(204);
});

test("a lie about the size is refused", async () => {
  const made = await create("a", 3);
  expect((await patch(location(made), 0, Buffer.from("abcd"))).status).toBe(413);
  const chunked = await call(location(made), {
    method: "PATCH",
    headers: { ...tus, ...as(token), "upload-offset": "0", "content-type": "application/offset+octet-stream" },
    body: Readable.toWeb(Readable.from([Buffer.from("abcd")])) as unknown as BodyInit,
    duplex: "half",
  });
  expect(chunked.status).toBe(413);
  expect(await entries()).toEqual([]);
});

test("an upload is not there without its token, with another draft's, with another person's, or by GET", async () => {
  const made = await create("a", 3);
  const other = await anUploadGrant(project, await aDraft(await aDataset(project)));
  const stranger = await aUser();
  await db.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: stranger.id, role: "member", projectId: project.id });
  const colleague = await anUploadGrant(project, draft, { userId: stranger.id });
  for (const bearer of [other.token, colleague.token]) {
    expect((await head(location(made), bearer)).status).toBe(404);
    expect((await patch(location(made), 0, Buffer.from("abc"), {}, bearer)).status).toBe(404);
    expect((await call(location(made), { method: "DELETE", headers: { ...tus, ...as(bearer) } })).status).toBe(404);
  }
  expect((await call(location(made), { headers: { ...tus, ...as(token) } })).status).toBe(404);
  expect((await call(location(made), { method: "HEAD", headers: tus })).status).toBe(401);
  expect((await call(location(made), { method: "HEAD", headers: { ...tus, cookie: `token=${token}` } })).status).toBe(401);
  expect((await call(`${location(made)}?x=${token}`, { method: "HEAD", headers: tus })).status).toBe(400);
});

test("a newer grant of the same person goes on with an older one's file", async () => {
  const made = await create("a", 6);
  await patch(location(made), 0, Buffer.from("abc"));
  await db.update(uploadGrants).set({ expiresAt: new Date(0) });
  expect((await head(location(made))).status).toBe(401);
  const fresh = await anUploadGrant(project, draft);
  expect((await patch(location(made), 3, Buffer.from("def"), {}, fresh.token)).status).toBe(204);
  expect(await entries()).toHaveLength(1);
});

test.each<[string, () => Promise<unknown>]>([
  ["its owner is disabled", () => db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, draft.createdBy))],
  ["its owner left the project", () => db.delete(bindings).where(eq(bindings.projectId, project.id))],
  ["its owner may only read", () => db.update(bindings).set({ role: "viewer" }).where(eq(bindings.projectId, project.id))],
  ["its dataset is deleted", () => db.update(datasets).set({ deletedAt: new Date() }).where(eq(datasets.id, dataset.id))],
  ["it was closed", () => db.update(uploadGrants).set({ closedAt: new Date() })],
])("a grant ends at once when %s", async (_, end) => {
  const made = await create("a", 3);
  await end();
  expect((await patch(location(made), 0, Buffer.from("abc"))).status).toBeGreaterThanOrEqual(401);
  expect(await entries()).toEqual([]);
});

test("bytes and count of a grant are its limits, together over all files", async () => {
  const small = await anUploadGrant(project, draft, { maxBytes: 10, maxFiles: 2 });
  expect((await create("a", 11, {}, small.token)).status).toBe(413);
  expect((await create("a", 6, {}, small.token)).status).toBe(201);
  expect((await create("b", 6, {}, small.token)).status).toBe(413);
  expect((await create("b", 4, {}, small.token)).status).toBe(201);
  expect((await create("c", 0, {}, small.token)).status).toBe(413);
});

test("beginning a file anew forgets what was half there", async () => {
  const first = await create("a", 6);
  await patch(location(first), 0, Buffer.from("abc"));
  const second = await create("a", 2);
  expect((await head(location(first))).status).toBe(404);
  await patch(location(second), 0, Buffer.from("ab"));
  expect(await entries()).toMatchObject([{ path: "a", size: 2 }]);
});

test("an upload can be ended", async () => {
  const made = await create("a", 6);
  await patch(location(made), 0, Buffer.from("abc"));
  expect((await call(location(made), { method: "DELETE", headers: { ...tus, ...as(token) } })).status).toBe(204);
  expect((await head(location(made))).status).toBe(404);
});

test.each(["../x", "a/../../x", "/etc/passwd", "a\\b", "a\0b", ""])("no file gets the path %j", async (path) => {
  expect((await create(path, 3)).status).toBe(400);
});

test("curl can put a whole file; its path is decoded once", async () => {
  const put = await call("/files/uploads/%E6%95%B0%E6%8D%AE/a%252e.csv", { method: "PUT", headers: as(token), body: "a,b\n1,2\n" });
  expect(put.status).toBe(201);
  expect(await put.json()).toEqual({ path: "数据/a%2e.csv", size: 8, sha256: sha256(Buffer.from("a,b\n1,2\n")) });
  for (const path of ["a%2f%2e%2e%2fx", "%5c", "%00", "%ff"]) {
    expect((await call(`/files/uploads/${path}`, { method: "PUT", headers: as(token), body: "x" })).status, path).toBe(400);
  }
  // fetch would resolve the dots itself
  const status = await new Promise((resolve) =>
    request(
      `${origin}/files/uploads/`,
      { method: "PUT", path: "/files/uploads/%2e%2e/x", headers: { ...as(token), "content-length": 1 } },
      (answer) => resolve(answer.statusCode),
    ).end("x"),
  );
  expect(status).toBe(400);
  expect((await entries()).map(({ path }) => path)).toEqual(["数据/a%2e.csv"]);
});

test("the console's origin may call from a browser, and nobody else's", async () => {
  const preflight = (from: string) =>
    call("/files/uploads", { method: "OPTIONS", headers: { origin: from, "access-control-request-method": "POST" } });
  expect((await preflight("http://localhost:3000")).headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
  for (const from of ["http://evil.test", "null", "http://localhost:3001"]) {
    expect((await preflight(from)).headers.get("access-control-allow-origin")).toBeNull();
    const made = await call("/files/uploads", {
      method: "POST",
      headers: { ...tus, ...as(token), origin: from, "upload-length": "0", "upload-metadata": meta({ path: "a" }) },
    });
    expect(made.headers.get("access-control-allow-origin")).toBeNull();
  }
  const own = await call("/files/uploads", {
    method: "POST",
    headers: { ...tus, ...as(token), origin: "http://localhost:3000", "upload-length": "0", "upload-metadata": meta({ path: "a" }) },
  });
  expect(own.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
  expect(own.headers.get("access-control-allow-credentials")).toBeNull();
});

test("a signed link gives its file, in ranges if asked, and only to be saved", async () => {
  const blob = await putBlob(Buffer.from("<script>alert(1)</script>"));
  const url = new URL(downloadUrl({ kind: "blob", sha256: blob.sha256, name: "页 “a”.html" })).pathname;
  const whole = await call(url);
  expect(await whole.text()).toBe("<script>alert(1)</script>");
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": expect.stringMatching(/^attachment; .*filename\*=UTF-8''%E9%A1%B5/),
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  });
  const part = await call(url, { headers: { range: "bytes=1-6" } });
  expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([206, "script", "bytes 1-6/25"]);
  expect(await (await call(url, { headers: { range: "bytes=-9" } })).text()).toBe("</script>");
  expect((await call(url, { headers: { range: "bytes=25-" } })).status).toBe(416);
  expect((await call(url, { headers: { "if-none-match": `"${blob.sha256}"` } })).status).toBe(304);
});

test("a link that was changed, or is older than ten minutes, gives nothing", async () => {
  const blob = await putBlob(Buffer.from("secret"));
  const target = { kind: "blob", sha256: blob.sha256, name: "a" } as const;
  const link = new URL(downloadUrl(target)).pathname;
  const [, , , signed = ""] = link.split("/");
  const [payload = "", signature = ""] = signed.split(".");
  const other = Buffer.from(JSON.stringify({ target, expires: 4_000_000_000 })).toString("base64url");
  for (const forged of [`${other}.${signature}`, `${payload}.`, payload, `${payload}.${signature.slice(0, -2)}AA`]) {
    expect((await call(`/files/signed/${forged}/a`)).status, forged).toBe(404);
  }
  const old = new URL(downloadUrl(target, "browser", Date.now() - 601_000)).pathname;
  expect((await call(old)).status).toBe(404);
  expect((await call(link)).status).toBe(200);
});

test("an access key of the project downloads a file or the whole version, and a stranger's finds nothing", async () => {
  const version = await aVersion(await aDataset(project), { "a b.csv": "1\n", "d/c.txt": "c" });
  const key = async (userId: string) => {
    const bearer = makeToken("personal");
    await db.insert(accessKeys).values({
      id: newId(),
      kind: "personal",
      name: "k",
      userId,
      tokenHash: hashToken(bearer),
      hint: "h",
      access: "read",
      expiresAt: new Date(Date.now() + 60_000),
    });
    return bearer;
  };
  const mine = await key(project.createdBy);
  expect(await (await call(`/files/versions/${version.id}/files/a%20b.csv`, { headers: as(mine) })).text()).toBe("1\n");
  const archive = await call(`/files/versions/${version.id}/archive.zip`, { headers: as(mine) });
  const bytes = Buffer.from(await archive.arrayBuffer());
  expect(bytes.length).toBe(Number(archive.headers.get("content-length")));
  expect(bytes.includes("d/c.txt")).toBe(true);

  const strange = await key((await aUser()).id);
  for (const path of [`/files/versions/${version.id}/files/a%20b.csv`, `/files/versions/${version.id}/archive.zip`]) {
    expect((await call(path, { headers: as(strange) })).status).toBe(404);
    expect((await call(path)).status).toBe(401);
    expect((await call(path, { headers: as(token) })).status).toBe(401);
  }
});

test("refusals name no path of this machine", async () => {
  const answers = await Promise.all([
    call("/files/../../etc/passwd"),
    call("/files/signed/x/y"),
    call("/files/versions/x/files/y"),
    create("../x", 1),
  ]);
  for (const answer of answers) expect(await answer.text()).not.toMatch(/\/tmp|\/work|select |Error:/);
});
