import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { accessKeys, bindings, endpoints, routes } from "@/db/schema";
import { aBinding, aProject, aUser } from "@/db/testing/factories";
import { aRoute, aTarget, aToken } from "@/db/testing/serve-factories";
import { newId } from "@/lib/id";
import { aGateway, anEcho, type Echo, type TestGateway } from "./testing";

vi.hoisted(() => {
  process.env["CAIRN_GATEWAY_KEY"] = "test";
});

let echo: Echo;
let gateway: TestGateway;
let key: { token: string; id: string };
let project: Awaited<ReturnType<typeof aProject>>;
let person: Awaited<ReturnType<typeof aUser>>;
const endpointId = newId();

beforeAll(async () => {
  echo = await anEcho();
  person = await aUser();
  project = await aProject({ slug: "lab", owner: person });
  await db.insert(endpoints).values({ id: endpointId, projectId: project.id, slug: "digits", name: "digits", createdBy: person.id });
  await aRoute({ face: "endpoint", address: "lab/digits", projectId: project.id, subjectId: endpointId, targets: [aTarget(echo.address)] });
  key = await aToken({ kind: "endpoint", userId: person.id, subjectId: endpointId });
  gateway = await aGateway();
});

beforeEach(() => {
  echo.seen.length = 0;
  echo.answer = { status: 200, headers: {}, body: "seen" };
});

afterAll(async () => {
  await gateway.gateway.stop(0);
  await echo.close();
});

const host = "127.0.0.1:3001";
const ask = (token: string, extra = "", path = "/e/lab/digits/v2/models/digits") =>
  gateway.raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n${extra}Connection: close\r\n\r\n`);
const statusOf = (answer: string) => Number(answer.split(" ")[1]);

describe("who may ask", () => {
  test("the endpoint's own key is answered, and what follows the address goes on byte for byte", async () => {
    const answer = await ask(key.token, "", "/e/lab/digits/v2/a%2Fb//..;x?q=%20&r");
    expect(answer).toContain("HTTP/1.1 200 OK");
    expect(answer).toContain("seen");
    expect(echo.seen[0]?.request.url).toBe("/v2/a%2Fb//..;x?q=%20&r");
  });

  test("without a key, with a mistyped one and with one of another kind nothing is dialled", async () => {
    const job = key.token.replace("_ep_", "_job_");
    for (const token of ["", "x", `${key.token.slice(0, -1)}!`, job]) expect(statusOf(await ask(token)), token).toBe(401);
    expect(echo.seen).toHaveLength(0);
  });

  test("an unknown address is refused like any other without a key, and is not found with one", async () => {
    expect(statusOf(await ask("x", "", "/e/lab/nothing/v2"))).toBe(401);
    expect(statusOf(await ask(key.token, "", "/e/lab/nothing/v2"))).toBe(404);
  });

  test("a revoked key ends with the next look at the table", async () => {
    const other = await aToken({ kind: "endpoint", userId: person.id, subjectId: endpointId });
    await gateway.refresh();
    expect(statusOf(await ask(other.token))).toBe(200);
    await db.update(accessKeys).set({ revokedAt: new Date() }).where(eq(accessKeys.id, other.id));
    await gateway.refresh();
    expect(statusOf(await ask(other.token))).toBe(401);
  });

  test("a key dies with its owner's place in the project", async () => {
    const leaver = await aUser();
    await aBinding(project.id, leaver.id, "member");
    const other = await aToken({ kind: "endpoint", userId: leaver.id, subjectId: endpointId });
    await gateway.refresh();
    expect(statusOf(await ask(other.token))).toBe(200);
    await db.delete(bindings).where(eq(bindings.subjectId, leaver.id));
    await gateway.refresh();
    expect(statusOf(await ask(other.token))).toBe(401);
  });

  test("a person's own key asks where he may, a reading one or a stranger's does not", async () => {
    const write = await aToken({ kind: "personal", userId: person.id });
    const read = await aToken({ kind: "personal", userId: person.id, access: "read" });
    const stranger = await aToken({ kind: "personal", userId: (await aUser()).id });
    expect(statusOf(await ask(write.token))).toBe(200);
    expect(statusOf(await ask(read.token))).toBe(403);
    expect(statusOf(await ask(stranger.token))).toBe(404);
  });

  test("a token in the address is refused", async () => {
    expect(statusOf(await ask(key.token, "", `/e/lab/digits/v2?key=${key.token}`))).toBe(400);
  });
});

describe("what passes", () => {
  test("the upstream sees no key, no cookie, no identity, and a token of its own", async () => {
    await ask(
      key.token,
      "Cookie: __Host-cairn.session=s; a=1\r\nX-Forwarded-User: root\r\nKubeflow-Userid: root\r\nX-Cairn-Upstream-Token: forged\r\n",
    );
    const headers = echo.seen[0]?.request.headers ?? {};
    expect(Object.keys(headers)).not.toContain("authorization");
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("x-forwarded-user");
    expect(headers).not.toHaveProperty("kubeflow-userid");
    expect(headers["x-cairn-upstream-token"]).toMatch(/^[\w-]{43}$/);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
  });

  test("an endpoint sets no cookie and opens itself to no other origin", async () => {
    echo.answer.headers = { "set-cookie": ["a=1", "__Host-cairn.session=x"], "access-control-allow-origin": "*", "x-own": "1" };
    const answer = await ask(key.token);
    expect(answer).not.toMatch(/set-cookie|access-control/i);
    expect(answer).toMatch(/x-own: 1/i);
  });

  test("a body comes through whole, announced or in chunks", async () => {
    const head = `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key.token}\r\nConnection: close\r\n`;
    await gateway.raw(`${head}Content-Length: 5\r\n\r\nhello`);
    await gateway.raw(`${head}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`);
    await gateway.raw(`${head}\r\n`);
    expect(echo.seen.map(({ body }) => body)).toEqual(["hello", "hello", ""]);
  });

  test("each request is counted with its status", async () => {
    gateway.counted.length = 0;
    echo.answer.status = 500;
    await ask(key.token);
    expect(gateway.counted).toEqual([{ status: 500 }]);
  });
});

describe("what has no right form", () => {
  const auth = `Authorization: Bearer PLACE\r\n`;
  const cases: readonly (readonly [string, string, number])[] = [
    ["two Hosts", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n${auth}\r\n`, 400],
    ["no Host", `GET /e/lab/digits/v2 HTTP/1.1\r\n${auth}\r\n`, 400],
    ["another Host", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: evil.test\r\n${auth}\r\n`, 421],
    ["localhost with a dot", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: localhost.:3001\r\n${auth}\r\n`, 421],
    ["absolute form", `GET http://${host}/e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}\r\n`, 400],
    ["asterisk form", `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n${auth}\r\n`, 400],
    ["CONNECT", `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n${auth}\r\n`, 405],
    ["TRACE", `TRACE /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}\r\n`, 405],
    [
      "length and chunks",
      `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ["two lengths", `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, 400],
    ["a length with a sign", `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}Content-Length: +5\r\n\r\nhello`, 400],
    [
      "an odd transfer encoding",
      `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      "a coding before chunked",
      `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ["a folded header", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}X-A: b\r\n c\r\n\r\n`, 400],
    ["a bare line feed", `GET /e/lab/digits/v2 HTTP/1.1\nHost: ${host}\n${auth.trim()}\n\n`, 400],
    ["a blank before the colon", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost : ${host}\r\n${auth}\r\n`, 400],
    ["HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["101 headers", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}${"a: b\r\n".repeat(100)}\r\n`, 431],
    ["17 KiB of header", `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\n${auth}X-Long: ${"x".repeat(17_000)}\r\n\r\n`, 431],
  ];

  test.each(cases)("%s is refused and nothing is dialled", async (_name, bytes, status) => {
    const answer = await gateway.raw(bytes.replace("PLACE", key.token));
    expect(statusOf(answer), answer).toBe(status);
    expect(echo.seen).toHaveLength(0);
  });

  test("an upgrade to h2c is ignored: the request is answered as HTTP/1.1 and its words do not pass", async () => {
    const answer = await gateway.raw(
      `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key.token}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(200);
    expect(echo.seen[0]?.request.headers).not.toHaveProperty("upgrade");
    expect(echo.seen[0]?.request.headers).not.toHaveProperty("http2-settings");
  });

  test("a websocket to an endpoint gets a written refusal", async () => {
    const answer = await gateway.raw(
      `GET /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key.token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(400);
    expect(echo.seen).toHaveLength(0);
  });

  test("a smuggled second request behind a short body is no request of its own to the upstream", async () => {
    await gateway.raw(
      `POST /e/lab/digits/v2 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key.token}\r\nContent-Length: 0\r\n\r\nGET /e/lab/digits/admin HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    );
    expect(echo.seen.map(({ request }) => request.url)).toEqual(["/v2"]);
  });
});

describe("when something is away", () => {
  test("health answers on any Host", async () => {
    const answer = await gateway.raw("GET /.cairn/health HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n");
    expect(statusOf(answer)).toBe(200);
  });

  test("figures want the installation's own token", async () => {
    expect(statusOf(await ask(key.token, "", "/.cairn/metrics"))).toBe(404);
  });

  test("an endpoint without a target says so and when to come again", async () => {
    await db.update(routes).set({ targets: [] }).where(eq(routes.subjectId, endpointId));
    await gateway.refresh();
    const answer = await ask(key.token);
    expect(statusOf(answer)).toBe(503);
    expect(answer).toMatch(/retry-after: \d/i);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "{}")).toHaveProperty("error");
  });

  test("a switch of revisions loses no request: a broken connection is tried again on the new target", async () => {
    const old = await anEcho();
    await db
      .update(routes)
      .set({ targets: [aTarget(old.address)] })
      .where(eq(routes.subjectId, endpointId));
    await gateway.refresh();
    expect(statusOf(await ask(key.token))).toBe(200);
    await old.close();
    await db
      .update(routes)
      .set({ targets: [aTarget(echo.address)] })
      .where(eq(routes.subjectId, endpointId));
    const switching = gateway.refresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(key.token)));
    await switching;
    expect(answers.map(statusOf)).toEqual(Array.from({ length: 20 }, () => 200));
  });

  test("of several replicas each is asked, and one that is gone costs no request", async () => {
    const other = await anEcho();
    await db
      .update(routes)
      .set({
        targets: [aTarget(echo.address), aTarget(other.address), aTarget("127.0.0.1:1")].map((one) => ({ ...one, revisionId: endpointId })),
      })
      .where(eq(routes.subjectId, endpointId));
    await gateway.refresh();
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(key.token)));
    expect(answers.map(statusOf)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(Math.min(echo.seen.length, other.seen.length)).toBeGreaterThan(5);
    await other.close();
  });

  test("a dead upstream is a sentence without internals", async () => {
    await db
      .update(routes)
      .set({ targets: [aTarget("unix:/nowhere/at-all")] })
      .where(eq(routes.subjectId, endpointId));
    await gateway.refresh();
    const answer = await ask(key.token);
    expect(statusOf(answer)).toBe(503);
    expect(answer).not.toContain("nowhere");
  });
});
