import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db, pool } from "@/db/client";
import { auditEvents, bindings, datasetVersions } from "@/db/schema";
import { anUploadGrant } from "@/db/testing/data-factories";
import { aBinding, aUser } from "@/db/testing/factories";
import { aLoginSession, aRoute, aTarget, aTicket, aToken } from "@/db/testing/serve-factories";
import { noteDenial } from "@/lib/audit/note-denial";
import { aWorld, type World } from "@/lib/auth/testing/things";
import { AppError } from "@/lib/errors";
import { labelOfApp } from "@/lib/gateway/face";
import { log } from "@/lib/log";
import { handleFiles } from "./files-face";
import { aGateway, anEcho, type Echo, type TestGateway } from "./testing";

vi.hoisted(() => {
  process.env["CAIRN_GATEWAY_KEY"] = "test";
  process.env["CAIRN_LIMITS"] = "badToken=3/60";
});

const literal = "127.0.0.1:3001";
let echo: Echo;
let gateway: TestGateway;
let theirs: World;
let address: string;
let appHost: string;

beforeAll(async () => {
  echo = await anEcho();
  theirs = await aWorld();
  const { project: projectId, endpoint: subjectId } = theirs.things;
  address = `p-${projectId}/e-${subjectId}`;
  const label = labelOfApp("nb", subjectId);
  appHost = `${label}.apps.localhost:3001`;
  const targets = [aTarget(echo.address)];
  await aRoute({ face: "endpoint", address, projectId, subjectId, targets });
  await aRoute({ face: "app", address: label, projectId, subjectId, targets });
  gateway = await aGateway(handleFiles);
});

afterAll(async () => {
  await gateway.gateway.stop(0);
  await echo.close();
});

/** Who tries what, what he is told, and what the log says of it. */
const attempts: Readonly<Record<string, () => Promise<{ ask: () => Promise<string>; actorId: string; status: number; verb: string }>>> = {
  "a stranger's key at an endpoint": async () => {
    const { id, token } = await aPerson();
    return { ask: () => askEndpoint(token), actorId: id, status: 404, verb: "endpoint.ask" };
  },
  "a viewer's key at an endpoint": async () => {
    const { id, token } = await aPerson("viewer");
    return { ask: () => askEndpoint(token), actorId: id, status: 403, verb: "endpoint.ask" };
  },
  "the key of another endpoint": async () => {
    const other = await aWorld();
    const { token } = await aToken({ kind: "endpoint", userId: other.owner.id, subjectId: other.things.endpoint });
    await gateway.refresh();
    return { ask: () => askEndpoint(token), actorId: other.owner.id, status: 404, verb: "endpoint.ask" };
  },
  "a stranger's key at a file": async () => {
    const { id, token } = await aPerson();
    return { ask: () => get(`/files/versions/${theirs.things.version}/files/a.csv`, token), actorId: id, status: 404, verb: download };
  },
  "a stranger's key at a whole version": async () => {
    const { id, token } = await aPerson();
    return { ask: () => get(`/files/versions/${theirs.things.version}/archive.zip`, token), actorId: id, status: 404, verb: download };
  },
  "an upload by who is a member no more": async () => {
    const { id } = await aPerson("viewer");
    const [draft] = await db.select().from(datasetVersions).where(eq(datasetVersions.id, theirs.things.draft));
    if (!draft) throw new Error("no such draft");
    const { token } = await anUploadGrant({ id: theirs.things.project }, draft, { userId: id });
    const put = `PUT /files/uploads/x.txt HTTP/1.1\r\nHost: ${literal}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`;
    return { ask: () => gateway.raw(put), actorId: id, status: 403, verb: "upload.send" };
  },
  "an app by who is a member no more": async () => {
    const { id } = await aPerson("member");
    const cookie = await anAppCookie(id);
    await db.delete(bindings).where(eq(bindings.subjectId, id));
    const page = `GET /lab HTTP/1.1\r\nHost: ${appHost}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    return { ask: () => gateway.raw(page), actorId: id, status: 401, verb: "app.enter" };
  },
};
const download = "dataset_version.download";

test.each(Object.entries(attempts))("%s leaves one denial in the log of the project, however often it tries", async (_, attempt) => {
  const { ask, actorId, status, verb } = await attempt();
  for (let times = 0; times < 3; times += 1) expect(statusOf(await ask())).toBe(status);
  await vi.waitFor(async () => expect(await denialsOf(actorId)).not.toEqual([]));
  expect(await denialsOf(actorId)).toMatchObject([{ verb, outcome: "denied", projectId: theirs.things.project, address: "127.0.0.1" }]);
});

test("nobody waits for the log: a refusal is told while no row can be written, and stands there when one can", async () => {
  const { id, token } = await aPerson("viewer");
  const holder = await pool.connect();
  await holder.query("select pg_advisory_lock(7231002)");
  expect(statusOf(await askEndpoint(token))).toBe(403);
  expect(await denialsOf(id)).toEqual([]);
  await holder.query("select pg_advisory_unlock(7231002)");
  holder.release();
  await vi.waitFor(async () => expect(await denialsOf(id)).toHaveLength(1));
});

test("a flood of refusals asks the database for a few at once, and goes on when it does not answer", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  const denied = new AppError("not_found", "errors.notFound", {}, { denied: { permission: "endpoint:ask", projectId: null } });
  let asked = 0;
  let fail: (error: Error) => void = () => undefined;
  const away = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const lookUp = () => {
    asked += 1;
    return away;
  };
  for (let times = 0; times < 1_000; times += 1) noteDenial(lookUp, denied, "endpoint.ask");
  expect(asked).toBeLessThan(10);
  fail(new Error("the database is away"));
  await vi.waitFor(() => expect(warned).toHaveBeenCalledTimes(asked));
  const { id, token } = await aPerson("viewer");
  expect(statusOf(await askEndpoint(token))).toBe(403);
  await vi.waitFor(async () => expect(await denialsOf(id)).toHaveLength(1));
});

test("bad tokens of one address are counted over all faces, and good ones are served all the same", async () => {
  const [file, upload] = [`/files/versions/${theirs.things.version}/files/a.csv`, "/files/uploads/x.txt"];
  const bad = [() => get(file, "nonsense"), () => get(upload, "nonsense", "PUT"), () => askEndpoint("nonsense")];
  for (const ask of bad) expect(statusOf(await ask())).toBe(401);
  for (const ask of bad) {
    const answer = await ask();
    expect(statusOf(answer)).toBe(429);
    expect(answer).toMatch(/retry-after: \d+/i);
  }
  const { token } = await aToken({ kind: "personal", userId: theirs.owner.id });
  expect(statusOf(await get(file, token))).toBe(200);
});

const statusOf = (answer: string) => Number(answer.split(" ")[1]);

function get(path: string, token: string, method = "GET"): Promise<string> {
  return gateway.raw(`${method} ${path} HTTP/1.1\r\nHost: ${literal}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`);
}

function askEndpoint(token: string): Promise<string> {
  return get(`/e/${address}/v2`, token);
}

function denialsOf(actorId: string) {
  return db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.actorId, actorId), eq(auditEvents.outcome, "denied")));
}

async function aPerson(role?: "viewer" | "member"): Promise<{ id: string; token: string }> {
  const { id } = await aUser();
  if (role) await aBinding(theirs.things.project, id, role);
  return { id, token: (await aToken({ kind: "personal", userId: id })).token };
}

async function anAppCookie(userId: string): Promise<string> {
  const ticket = await aTicket({ sessionId: await aLoginSession(userId), appId: theirs.things.endpoint, host: appHost });
  const body = `ticket=${ticket}`;
  const answer = await gateway.raw(
    `POST /.cairn/enter HTTP/1.1\r\nHost: ${appHost}\r\nOrigin: http://localhost:3000\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  return /set-cookie: ([^;]+)/i.exec(answer)?.[1] ?? "none";
}
