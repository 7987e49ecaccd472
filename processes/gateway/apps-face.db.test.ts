import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { appSessions, bindings, loginSessions, routes } from "@/db/schema";
import { aBinding, actorOf, aProject, aUser } from "@/db/testing/factories";
import { aLoginSession, aRoute, aTarget, aTicket } from "@/db/testing/serve-factories";
import { createTicket } from "@/lib/gateway/create-ticket";
import { labelOfApp } from "@/lib/gateway/face";
import { newId } from "@/lib/id";
import { aGateway, anEcho, type Echo, type TestGateway } from "./testing";

vi.hoisted(() => {
  process.env["CAIRN_GATEWAY_KEY"] = "test";
});

const appId = newId();
const label = labelOfApp("echo", appId);
const host = `${label}.apps.localhost:3001`;
const otherHost = `${labelOfApp("other", newId())}.apps.localhost:3001`;
const console = "http://localhost:3000";
let echo: Echo;
let gateway: TestGateway;
let project: Awaited<ReturnType<typeof aProject>>;

beforeAll(async () => {
  echo = await anEcho();
  project = await aProject();
  await aRoute({ face: "app", address: label, projectId: project.id, subjectId: appId, targets: [aTarget(echo.address)] });
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

const statusOf = (answer: string) => Number(answer.split(" ")[1]);
const get = (cookie: string, extra = "", at = host, path = "/lab?x=1") =>
  gateway.raw(`GET ${path} HTTP/1.1\r\nHost: ${at}\r\nCookie: ${cookie}\r\n${extra}Connection: close\r\n\r\n`);
const socket = (cookie: string, origin: string | null, at = host) =>
  gateway.raw(
    `GET /ws HTTP/1.1\r\nHost: ${at}\r\nCookie: ${cookie}\r\n${origin ? `Origin: ${origin}\r\n` : ""}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\nhello`,
  );

function enter(ticket: string, { at = host, origin = console as string | null, method = "POST" } = {}) {
  const body = `ticket=${encodeURIComponent(ticket)}`;
  return gateway.raw(
    `${method} /.cairn/enter HTTP/1.1\r\nHost: ${at}\r\n${origin ? `Origin: ${origin}\r\n` : ""}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

async function aSignedIn() {
  const user = await aUser();
  await aBinding(project.id, user.id, "member");
  const sessionId = await aLoginSession(user.id);
  return { user, sessionId };
}

async function aCookie() {
  const who = await aSignedIn();
  const answer = await enter(await aTicket({ sessionId: who.sessionId, appId, host }));
  return { ...who, cookie: /set-cookie: (__Host-cairn\.app=[\w-]+)/i.exec(answer)?.[1] ?? "none" };
}

describe("the way in", () => {
  test("a ticket of the console's becomes a cookie of this host alone, once", async () => {
    const { user, sessionId } = await aSignedIn();
    const { url, ticket } = await createTicket(actorOf(user, { credential: { kind: "session", sessionId, confirmedAt: new Date() } }), {
      appId,
      path: "/lab",
    });
    expect(url).toBe(`http://${host}/.cairn/enter`);
    const answer = await enter(ticket);
    expect(statusOf(answer)).toBe(303);
    expect(answer).toMatch(/location: \/lab\r\n/i);
    expect(answer).toMatch(/set-cookie: __Host-cairn\.app=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure\r\n/i);
    expect(statusOf(await enter(ticket))).toBe(401);
  });

  test("a ticket that is late, of another host, from another page or in an address opens nothing", async () => {
    const { sessionId } = await aSignedIn();
    const fresh = () => aTicket({ sessionId, appId, host });
    expect(statusOf(await enter(await aTicket({ sessionId, appId, host, expiresAt: new Date(Date.now() - 1_000) })))).toBe(401);
    expect(statusOf(await enter(await fresh(), { at: otherHost }))).toBe(401);
    for (const origin of ["http://evil.test", "null", `http://${host}`, null])
      expect(statusOf(await enter(await fresh(), { origin }))).toBe(403);
    expect(statusOf(await enter(await fresh(), { method: "PUT" }))).toBe(403);
    expect(statusOf(await get("", "", host, `/.cairn/enter?ticket=${await fresh()}`))).toBe(403);
  });

  test("who is not of the project gets no ticket", async () => {
    const stranger = await aUser();
    await expect(createTicket(actorOf(stranger), { appId, path: "/" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what passes", () => {
  test("the app sees the browser's other cookies byte for byte and nothing of Cairn's", async () => {
    const { cookie } = await aCookie();
    const answer = await get(
      `a=1;  _xsrf="2|x"; ${cookie}; __Host-cairn.session=s`,
      "Authorization: Basic eDp5\r\nX-Forwarded-User: root\r\n",
    );
    expect(statusOf(answer)).toBe(200);
    const { headers, url } = echo.seen[0]?.request ?? {};
    expect(url).toBe("/lab?x=1");
    expect(headers?.cookie).toBe('a=1;  _xsrf="2|x"');
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("x-forwarded-user");
    expect(headers?.["x-forwarded-host"]).toBe(host);
    expect(headers?.["x-cairn-upstream-token"]).toMatch(/^[\w-]{43}$/);
  });

  test("the app binds no more than its own host", async () => {
    const { cookie } = await aCookie();
    echo.answer.headers = {
      "set-cookie": ["a=1; Domain=apps.localhost; Path=/", "__Host-cairn.app=stolen; Path=/; Secure"],
      "strict-transport-security": "max-age=1",
      "clear-site-data": '"*"',
      "alt-svc": 'h3=":1"',
    };
    const answer = await get(cookie);
    expect(answer).toMatch(/set-cookie: a=1; Path=\/\r\n/i);
    expect(answer).not.toMatch(/domain=|stolen|strict-transport|clear-site|alt-svc/i);
  });

  test("paths of the gateway's own never reach the app", async () => {
    const { cookie } = await aCookie();
    expect(statusOf(await get(cookie, "", host, "/.cairn/other"))).toBe(404);
    expect(echo.seen).toHaveLength(0);
  });
});

describe("who is kept out", () => {
  test("without a cookie, with one twice, with one of another host, and where no app is: the same answer, nothing dialled", async () => {
    const { cookie } = await aCookie();
    expect(statusOf(await get("a=1"))).toBe(401);
    expect(statusOf(await get(`${cookie}; ${cookie}`))).toBe(401);
    expect(statusOf(await get(cookie, "", otherHost))).toBe(401);
    expect(echo.seen).toHaveLength(0);
  });

  test("a websocket is authorized before it is dialled: cookie and the app's own Origin", async () => {
    const { cookie } = await aCookie();
    expect(statusOf(await socket("a=1", `http://${host}`))).toBe(401);
    for (const origin of ["http://evil.test", console, `http://${otherHost}`, `https://${host}`, "null", null])
      expect(statusOf(await socket(cookie, origin)), String(origin)).toBe(403);
    expect(echo.seen).toHaveLength(0);
    const joined = await socket(cookie, `http://${host}`);
    expect(statusOf(joined)).toBe(101);
    expect(joined.endsWith("\r\n\r\nhello")).toBe(true);
    expect(echo.seen[0]?.request.headers.cookie).toBeUndefined();
  });

  test("a handshake with a body or another method is refused in words", async () => {
    const { cookie } = await aCookie();
    const head = `Host: ${host}\r\nCookie: ${cookie}\r\nOrigin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n`;
    expect(statusOf(await gateway.raw(`POST /ws HTTP/1.1\r\n${head}\r\n`))).toBe(400);
    expect(statusOf(await gateway.raw(`GET /ws HTTP/1.1\r\n${head}Content-Length: 5\r\n\r\nhello`))).toBe(400);
  });

  test("after the sign-in is revoked or the place in the project is gone, page and open socket end", async () => {
    const leave = [
      ({ user }: Awaited<ReturnType<typeof aCookie>>) => db.delete(bindings).where(eq(bindings.subjectId, user.id)),
      ({ sessionId }: Awaited<ReturnType<typeof aCookie>>) =>
        db.update(loginSessions).set({ revokedAt: new Date() }).where(eq(loginSessions.id, sessionId)),
    ];
    for (const end of leave) {
      const who = await aCookie();
      const [cookie] = [who.cookie];
      const before = gateway.gateway.upgrades.count;
      const open = socketThatStays(cookie);
      await vi.waitFor(() => expect(gateway.gateway.upgrades.count).toBe(before + 1));
      await end(who);
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
      try {
        expect(statusOf(await get(cookie))).toBe(401);
        await gateway.gateway.upgrades.recheck();
      } finally {
        vi.useRealTimers();
      }
      await open.closed;
    }
  });

  test("an open socket ends within ten seconds of its sign-in, by itself", async () => {
    const { cookie, sessionId } = await aCookie();
    const before = gateway.gateway.upgrades.count;
    const open = socketThatStays(cookie);
    await vi.waitFor(() => expect(gateway.gateway.upgrades.count).toBe(before + 1));
    const revokedAt = new Date();
    await db.update(loginSessions).set({ revokedAt }).where(eq(loginSessions.id, sessionId));
    await open.closed;
    expect(Date.now() - revokedAt.getTime()).toBeLessThan(10_000 + 1_000);
  });

  test("a cookie that was idle for an hour is none", async () => {
    const { cookie, sessionId } = await aCookie();
    await db
      .update(appSessions)
      .set({ lastSeenAt: new Date(Date.now() - 3_700_000) })
      .where(eq(appSessions.sessionId, sessionId));
    expect(statusOf(await get(cookie))).toBe(401);
  });
});

test("an app without a target says so in a sentence", async () => {
  const { cookie } = await aCookie();
  await db.update(routes).set({ targets: [] }).where(eq(routes.subjectId, appId));
  await gateway.refresh();
  expect(statusOf(await get(cookie))).toBe(503);
});

function socketThatStays(cookie: string) {
  const request = import("node:net").then((net) => net.connect(gateway.port, "127.0.0.1"));
  const closed = request.then(
    (client) =>
      new Promise<void>((resolve) => {
        client.write(
          `GET /ws HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nOrigin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n`,
        );
        client.resume();
        client.on("error", () => undefined);
        client.on("close", () => resolve());
      }),
  );
  return { closed };
}
