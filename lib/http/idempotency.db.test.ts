import { expect, test } from "vitest";
import { actorOf, aUser } from "@/db/testing/factories";
import { AppError } from "@/lib/errors";
import { runOnce } from "@/lib/http/idempotency";

const address = "http://localhost:3000/api/v1/things";

function post(key: string | null): Request {
  return new Request(address, { method: "POST", headers: key === null ? {} : { "idempotency-key": key } });
}

/** A verb that tells how often it ran. */
function counting() {
  let runs = 0;
  return {
    runs: () => runs,
    run: async () => Response.json({ id: `made ${++runs}`, nested: { zebra: 1, a: "名字" } }, { status: 201 }),
  };
}

test("a repetition gets the first answer, byte for byte, and nothing runs twice", async () => {
  const actor = actorOf(await aUser());
  const { run, runs } = counting();
  const once = { actor, request: post("k"), route: "POST /things", body: { name: "x" } };
  const first = await runOnce(once, run);
  const again = await runOnce({ ...once, request: post("k") }, run);
  expect(again.status).toBe(201);
  expect(await again.text()).toBe(await first.text());
  expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(runs()).toBe(1);
});

test("an answer without a body is repeated without one", async () => {
  const once = { actor: actorOf(await aUser()), request: post("k"), route: "POST /things", body: null };
  await runOnce(once, async () => new Response(null, { status: 204 }));
  const again = await runOnce({ ...once, request: post("k") }, async () => Response.error());
  expect([again.status, await again.text()]).toEqual([204, ""]);
});

test("the same key for something else is a conflict, and another person's key is another key", async () => {
  const [mine, theirs] = [actorOf(await aUser()), actorOf(await aUser())];
  const { run, runs } = counting();
  const once = { actor: mine, request: post("k"), route: "POST /things", body: { name: "x" } };
  await runOnce(once, run);
  await expect(runOnce({ ...once, body: { name: "y" } }, run)).rejects.toMatchObject({ code: "conflict" });
  await expect(runOnce({ ...once, route: "POST /others" }, run)).rejects.toMatchObject({ code: "conflict" });
  await runOnce({ ...once, actor: theirs }, run);
  await runOnce({ ...once, request: post(null) }, run);
  expect(runs()).toBe(3);
});

test("two at once: the second is told to come back, and a refusal keeps no key", async () => {
  const once = { actor: actorOf(await aUser()), request: post("k"), route: "POST /things", body: {} };
  const [started, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { run, runs } = counting();
  const first = runOnce(once, async () => {
    started.resolve();
    await go.promise;
    throw new AppError("invalid", "errors.invalid");
  });
  await started.promise;
  await expect(runOnce(once, run)).rejects.toMatchObject({ code: "conflict", retryAfterSeconds: 2 });
  expect(runs()).toBe(0);
  go.resolve();
  await expect(first).rejects.toMatchObject({ code: "invalid" });
  expect((await runOnce(once, run)).status).toBe(201);
});

test.each(["", "with blank", "名", "x".repeat(201)])("“%s” is no key", async (key) => {
  const request = { headers: new Map([["idempotency-key", key]]), url: address } as unknown as Request;
  const once = { actor: actorOf(await aUser()), request, route: "POST /things", body: {} };
  await expect(runOnce(once, counting().run)).rejects.toMatchObject({ code: "invalid" });
});
