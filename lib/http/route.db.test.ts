import { expect, test } from "vitest";
import { z } from "zod";
import { actorOf, aUser } from "@/db/testing/factories";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";
import { createAccessKey } from "@/lib/keys/create-access-key";

const noParams = { params: Promise.resolve({}) };

async function credential(): Promise<Record<string, string>> {
  const { token } = await createAccessKey(actorOf(await aUser()), { name: "k", access: "write", projectIds: null, days: 1 });
  return { authorization: `Bearer ${token}` };
}

async function ask(handler: ReturnType<typeof route>, method: string, headers: Record<string, string>, body?: string) {
  const address = new URL("/api/v1/things?limit=2", env.CAIRN_URL);
  const response = await handler(new Request(address, { method, headers, ...(body !== undefined && { body }) }), noParams);
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? null : JSON.parse(text) };
}

test("a view with a version gets it as an ETag, is kept nowhere and tells its request's number", async () => {
  const view = route({ verb: "thing.get" }, async () => ({ id: "x", version: 7 }));
  const { status, headers } = await ask(view, "GET", { ...(await credential()), "x-request-id": "abcdefgh" });
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({ etag: '"7"', "cache-control": "private, no-store", "x-request-id": "abcdefgh" });
});

test.each([
  [{}, null],
  [{ "if-match": "*" }, null],
  [{ "if-match": '"12"' }, 12],
])("%j is a change of version %s", async (condition, version) => {
  const change = route({ verb: "thing.update" }, async ({ ifMatch }) => ({ ifMatch }));
  const { json } = await ask(change, "PATCH", { ...(await credential()), ...condition }, "{}");
  expect(json).toEqual({ ifMatch: version });
});

test.each(["7", 'W/"7"', '"seven"', '"1", "2"', ""])("If-Match: %s is refused, not overlooked", async (given) => {
  const change = route({ verb: "thing.update" }, async () => ({}));
  const { status, json } = await ask(change, "PATCH", { ...(await credential()), "if-match": given }, "{}");
  expect(status).toBe(400);
  expect(json.errors).toMatchObject([{ pointer: expect.stringContaining("If-Match") }]);
});

test("refused fields are named by pointer, in the reader's language, whatever is wrong with the body", async () => {
  const body = z.object({ name: z.string().min(1), parts: z.array(z.object({ size: z.number().int() })) });
  const make = route({ verb: "thing.create", body }, async () => ({}));
  const headers = { ...(await credential()), "content-type": "application/json", "accept-language": "zh-CN" };
  const { status, headers: answered, json } = await ask(make, "POST", headers, JSON.stringify({ name: "", parts: [{ size: 1.5 }] }));
  expect(status).toBe(400);
  expect(answered.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(["/name", "/parts/0/size"]);
  expect(json.detail).toMatch(/[\u4e00-\u9fff]/);
  expect((await ask(make, "POST", headers, "{")).status).toBe(400);
  expect((await ask(make, "POST", headers, "[]")).status).toBe(400);
  expect((await ask(make, "POST", { ...headers, "content-type": "text/plain" }, "{}")).status).toBe(400);
});

test("a body whose sender went away is refused, and no bug of Cairn's", async () => {
  const make = route({ verb: "thing.create", body: z.object({}) }, async () => ({}));
  const cut = new ReadableStream({ pull: (controller) => controller.error(new Error("aborted")) });
  const headers = { ...(await credential()), "content-type": "application/json" };
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body: cut, duplex: "half" };
  const response = await make(new Request(new URL("/api/v1/things", env.CAIRN_URL), init), noParams);
  expect(response.status).toBe(400);
  expect((await response.json()).detail).toContain("broke off");
});

test("a bug says nothing of itself, a refusal when to come back", async () => {
  const broken = route({ verb: "thing.get" }, async () => {
    throw new Error("select * from secrets at /home/ada");
  });
  const away = route({ verb: "thing.get" }, async () => {
    throw new AppError("unavailable", "errors.databaseDown", {}, { retryAfterSeconds: 3 });
  });
  const bug = await ask(broken, "GET", await credential());
  expect(bug.status).toBe(500);
  expect(JSON.stringify(bug.json)).not.toMatch(/secrets|home/);
  const refusal = await ask(away, "GET", await credential());
  expect([refusal.status, refusal.headers.get("retry-after")]).toEqual([503, "3"]);
});
