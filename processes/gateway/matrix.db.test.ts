import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { datasets, datasetVersions, routes, type uploadGrants } from "@/db/schema";
import { anUploadGrant } from "@/db/testing/data-factories";
import { aRoute, aTarget, aToken } from "@/db/testing/serve-factories";
import { type Caller, callers, credentialOf } from "@/lib/auth/testing/callers";
import { absentThings, aWorld, type Things, type World } from "@/lib/auth/testing/things";
import { downloadUrl } from "@/lib/blobs/download-link";
import { labelOfApp } from "@/lib/gateway/face";
import { log } from "@/lib/log";
import { filesFaces, handleFiles } from "./files-face";
import { aGateway, anEcho, type Echo, type TestGateway } from "./testing";

vi.hoisted(() => {
  process.env["CAIRN_GATEWAY_KEY"] = "test";
  process.env["CAIRN_LIMITS"] = "badToken=1000000/60,apiRead=1000000/60,uploadChunk=1000000/60,ticket=1000000/60";
});

let echo: Echo;
let gateway: TestGateway;
let theirs: World;
let other: World;
/** Tokens that only the gateway knows, by who would hold them. */
let tokens: Readonly<Record<string, string>>;

const literal = "127.0.0.1:3001";
const filesHost = "files.apps.localhost:3001";
const endpointsHost = "e.apps.localhost:3001";
const appHost = (things: Things) => `${labelOfApp("nb", things.endpoint)}.apps.localhost:3001`;

beforeAll(async () => {
  echo = await anEcho();
  [theirs, other] = await Promise.all([aWorld(), aWorld()]);
  for (const { things } of [theirs, other]) {
    const { project: projectId, endpoint: subjectId } = things;
    const targets = [aTarget(echo.address)];
    await aRoute({ face: "endpoint", address: addressOf(things), projectId, subjectId, targets });
    await aRoute({ face: "app", address: labelOfApp("nb", subjectId), projectId, subjectId, targets });
  }
  tokens = await specialTokens();
  gateway = await aGateway(handleFiles);
});

afterAll(async () => {
  await gateway.gateway.stop(0);
  await echo.close();
});

/** What stands behind a path of an endpoint: its project and itself. */
function addressOf({ project, endpoint }: Things): string {
  return `p-${project}/e-${endpoint}`;
}

async function specialTokens() {
  const endpointKey = (values: { revokedAt?: Date; expiresAt?: Date }) =>
    aToken({ kind: "endpoint", userId: theirs.owner.id, subjectId: theirs.things.endpoint, ...values });
  const foreign = await aToken({ kind: "endpoint", userId: other.owner.id, subjectId: other.things.endpoint });
  return {
    "key of another endpoint": foreign.token,
    "revoked key": (await endpointKey({ revokedAt: new Date() })).token,
    "expired key": (await endpointKey({ expiresAt: new Date(Date.now() - 1_000) })).token,
    "upload token": await uploadToken(theirs),
    "upload token of another project": await uploadToken(other),
    "closed upload token": await uploadToken(theirs, { closedAt: new Date() }),
    "expired upload token": await uploadToken(theirs, { expiresAt: new Date(Date.now() - 1_000) }),
  };
}

async function uploadToken({ things, owner }: World, values: Partial<typeof uploadGrants.$inferInsert> = {}): Promise<string> {
  const [draft] = await db.select().from(datasetVersions).where(eq(datasetVersions.id, things.draft));
  if (!draft) throw new Error("no such draft");
  return (await anUploadGrant({ id: things.project }, draft, { userId: owner.id, ...values })).token;
}

interface Door {
  readonly method: string;
  readonly host: (things: Things) => string;
  readonly path: (things: Things) => string;
  /** Status for those who get past; everyone else is in `refused`. */
  readonly lets: Readonly<Record<string, number>>;
  /** What everyone else is told: `unauthenticated` unless said. */
  readonly refused: Readonly<Record<string, number>>;
  readonly headers?: string;
}

const byKey = { "stranger's key": 404, "key of another project": 404 };
const tus = "Tus-Resumable: 1.0.0\r\n";
const uploads = { lets: {}, refused: { "upload token": 404, "upload token of another project": 404 } };
const files = {
  host: () => literal,
  lets: { "reading key": 200, "writing key": 200 },
  refused: { ...byKey, "job key": 404, "endpoint key": 404, "key of another endpoint": 404 },
};
const foreignEndpoint = { ...byKey, "reading key": 403, "key of another endpoint": 404 };

const doors: Readonly<Record<string, Door>> = {
  "an endpoint": {
    method: "GET",
    host: () => literal,
    path: (things) => `/e/${addressOf(things)}/v2`,
    lets: { "writing key": 200, "endpoint key": 200 },
    refused: foreignEndpoint,
  },
  "an endpoint by its own host": {
    method: "POST",
    host: () => endpointsHost,
    path: (things) => `/e/${addressOf(things)}/v2/models/m/infer`,
    lets: { "writing key": 200, "endpoint key": 200 },
    refused: foreignEndpoint,
  },
  "an app": { method: "GET", host: appHost, path: () => "/lab", lets: {}, refused: {} },
  "the way into an app": { method: "POST", host: appHost, path: () => "/.cairn/enter", lets: {}, refused: everyone(403) },
  figures: { method: "GET", host: () => literal, path: () => "/.cairn/metrics", lets: {}, refused: everyone(404) },
  "a file": { ...files, method: "GET", path: ({ version }) => `/files/versions/${version}/files/a.csv` },
  "a file by the files host": {
    ...files,
    method: "GET",
    host: () => filesHost,
    path: ({ version }) => `/files/versions/${version}/files/a.csv`,
  },
  "the head of a file": { ...files, method: "HEAD", path: ({ version }) => `/files/versions/${version}/files/a.csv` },
  "a whole version": { ...files, method: "GET", path: ({ version }) => `/files/versions/${version}/archive.zip` },
  "a link that was never made": {
    method: "GET",
    host: () => literal,
    path: ({ version }) =>
      `/files/signed/${Buffer.from(JSON.stringify({ target: { kind: "zip", of: "dataset_version", id: version } })).toString("base64url")}.AAAA/a`,
    lets: {},
    refused: everyone(404),
  },
  "the beginning of an upload": {
    method: "POST",
    host: () => literal,
    path: () => "/files/uploads",
    headers: `${tus}Upload-Length: 1\r\nUpload-Metadata: path ${Buffer.from("n").toString("base64")}\r\n`,
    lets: { "upload token": 201, "upload token of another project": 201 },
    refused: {},
  },
  "where an upload stands": {
    ...uploads,
    method: "HEAD",
    host: () => literal,
    path: () => `/files/uploads/${"0".repeat(32)}`,
    headers: tus,
  },
  "the end of an upload": {
    ...uploads,
    method: "DELETE",
    host: () => literal,
    path: () => `/files/uploads/${"0".repeat(32)}`,
    headers: tus,
  },
  "a piece of an upload": {
    ...uploads,
    method: "PATCH",
    host: () => literal,
    path: () => `/files/uploads/${"0".repeat(32)}`,
    headers: `${tus}Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n`,
  },
  "a whole file": {
    method: "PUT",
    host: () => filesHost,
    path: () => "/files/uploads/whole.txt",
    lets: { "upload token": 201, "upload token of another project": 201 },
    refused: {},
  },
};

test("every path of the files host has a rule here, with each of its methods", () => {
  const absent = absentThings();
  const covered = (method: string, pattern: RegExp) =>
    Object.values(doors).some((door) => door.method === method && pattern.test(door.path(absent)));
  const bare = filesFaces.flatMap(({ methods, path }) =>
    methods.filter((method) => !covered(method, path)).map((method) => `${method} ${path}`),
  );
  // The same handlers answer a HEAD of a whole version and of a link.
  expect(bare).toEqual([
    String.raw`HEAD /^\/files\/versions\/([^/]+)\/archive\.zip$/`,
    String.raw`HEAD /^\/files\/signed\/([\w.-]+)\/[^/]*$/`,
  ]);
});

describe.each(Object.entries(doors))("%s", (_, door) => {
  test.each([...callers, "key of another endpoint", "revoked key", "expired key"])("%s", (caller) => knock(door, caller));
  test.each(["upload token", "upload token of another project", "closed upload token", "expired upload token"])("%s", (caller) =>
    knock(door, caller),
  );
});

async function knock(door: Door, caller: string): Promise<void> {
  const credential = headerOf(await credentialFor(caller));
  await gateway.refresh();
  const answer = await ask(door, credential, theirs.things);
  const wanted = door.lets[caller] ?? door.refused[caller] ?? 401;
  expect(statusOf(answer), answer).toBe(wanted);
  if (door.lets[caller] !== undefined || wanted === 403) return;
  expect(answer).toBe(await ask(door, credential, absentThings()));
}

async function credentialFor(caller: string): Promise<Record<string, string>> {
  const token = tokens[caller];
  return token === undefined ? credentialOf(caller as Caller, theirs) : { authorization: `Bearer ${token}` };
}

function everyone(status: number): Readonly<Record<string, number>> {
  return new Proxy({}, { get: () => status });
}

function headerOf(credential: Record<string, string>): string {
  return Object.entries(credential)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

/** The whole answer but for what differs between any two. */
async function ask(door: Door, credential: string, things: Things): Promise<string> {
  const length = door.method === "GET" || door.method === "HEAD" ? "" : "Content-Length: 0\r\n";
  const answer = await gateway.raw(
    `${door.method} ${door.path(things)} HTTP/1.1\r\nHost: ${door.host(things)}\r\n${credential}${door.headers ?? ""}${length}Connection: close\r\n\r\n`,
  );
  return answer.replace(/^(?:date|x-request-id): .*\r\n/gim, "").replace(/"instance":"[^"]*"/, "");
}

function statusOf(answer: string): number {
  return Number(answer.split(" ")[1]);
}

test("a stopped endpoint tells its own key so, and everyone else nothing", async () => {
  const door = doors["an endpoint"];
  if (!door) throw new Error("no such door");
  const { endpoint } = theirs.things;
  await db.update(routes).set({ targets: [] }).where(eq(routes.subjectId, endpoint));
  const own = headerOf(await credentialOf("endpoint key", theirs));
  await gateway.refresh();
  expect(statusOf(await ask(door, own, theirs.things))).toBe(503);
  for (const caller of ["nobody", "revoked key", "stranger's key", "key of another endpoint"]) {
    const credential = headerOf(await credentialFor(caller));
    expect(await ask(door, credential, theirs.things), caller).toBe(await ask(door, credential, absentThings()));
  }
  await db.delete(routes).where(eq(routes.subjectId, endpoint));
  await gateway.refresh();
  expect(statusOf(await ask(door, own, theirs.things))).toBe(404);
});

test("a link lives as long as it says and no longer", async () => {
  const path = (now?: number) =>
    new URL(downloadUrl({ kind: "zip", of: "dataset_version", id: theirs.things.version, name: "v.zip" }, "program", now)).pathname;
  const get = (at: string) => gateway.raw(`GET ${at} HTTP/1.1\r\nHost: ${filesHost}\r\nConnection: close\r\n\r\n`);
  expect(statusOf(await get(path()))).toBe(200);
  expect(statusOf(await get(path(Date.now() - 601_000)))).toBe(404);
  expect(statusOf(await get(path().replace(/\.[\w-]{8}/, ".AAAAAAAA")))).toBe(404);
});

test("no line of the log holds what a link or a key is worth", async () => {
  const said = vi.spyOn(log, "info");
  const link = downloadUrl({ kind: "zip", of: "dataset_version", id: theirs.things.version, name: "v.zip" }, "program");
  const { pathname } = new URL(link);
  await gateway.raw(`GET ${pathname} HTTP/1.1\r\nHost: ${filesHost}\r\nConnection: close\r\n\r\n`);
  const credential = await credentialFor("endpoint key");
  await gateway.refresh();
  await gateway.raw(
    `GET /e/${addressOf(theirs.things)}/v2?a=b HTTP/1.1\r\nHost: ${literal}\r\n${headerOf(credential)}Connection: close\r\n\r\n`,
  );
  const lines = JSON.stringify(said.mock.calls);
  said.mockRestore();
  expect(lines).toContain("/files/signed/[redacted]");
  for (const secret of [pathname.split("/")[3] ?? "", credential["authorization"]?.slice(-40) ?? "", "a=b"]) {
    expect(secret.length).toBeGreaterThan(2);
    expect(lines).not.toContain(secret);
  }
});

test("a dataset in the bin takes no more bytes", async () => {
  const door = doors["a whole file"];
  if (!door) throw new Error("no such door");
  await db.update(datasets).set({ deletedAt: new Date() }).where(eq(datasets.id, other.things.dataset));
  const credential = headerOf(await credentialFor("upload token of another project"));
  expect(statusOf(await ask(door, credential, other.things))).toBe(401);
});
