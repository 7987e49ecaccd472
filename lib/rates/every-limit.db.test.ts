import { expect, test } from "vitest";
import { db } from "@/db/client";
import { rateLimits } from "@/db/schema";
import { actorOf, anAdministrator, aUser } from "@/db/testing/factories";
import { confirmPassword } from "@/lib/accounts/confirm-password";
import { resetPassword } from "@/lib/accounts/reset-password";
import { checkPassword } from "@/lib/accounts/sign-in";
import { authenticate } from "@/lib/auth/authenticate";
import { hashPassword } from "@/lib/auth/password";
import { env } from "@/lib/env";
import { createTicket } from "@/lib/gateway/create-ticket";
import { route } from "@/lib/http/route";
import { newId } from "@/lib/id";
import { createAccessKey } from "@/lib/keys/create-access-key";
import { type LimitName, limits, streamsPerUser } from "@/lib/rates/limits";

const admin = await anAdministrator();
const password = "correct horse battery";

test("each limit is what the rules of security say", () => {
  const [minute, quarter, hour] = [60, 900, 3_600];
  expect(limits).toMatchObject({
    signIn: { points: 5, seconds: quarter },
    signInAccount: { points: 20, seconds: quarter },
    signInAddress: { points: 100, seconds: quarter },
    passwordReset: { points: 3, seconds: hour },
    setup: { points: 10, seconds: hour },
    ticket: { points: 60, seconds: minute },
    badToken: { points: 30, seconds: minute },
    apiRead: { points: 600, seconds: minute },
    apiWrite: { points: 120, seconds: minute },
    webhookTest: { points: 10, seconds: hour },
    jobSubmit: { points: 1_000, seconds: hour },
  });
  expect(streamsPerUser).toBe(20);
});

interface Attempt {
  /** By what it is counted. */
  readonly key: string;
  readonly call: () => Promise<unknown>;
}

let addresses = 0;
function newAddress(): string {
  addresses += 1;
  return `198.51.100.${addresses}`;
}
const factsOf = (address: string) => ({ requestId: "r1", address, locale: "en" as const });

/** One use of each limit; setting up and submitting jobs have tests of their own. */
const attempts: Partial<Record<LimitName, () => Promise<Attempt>>> = {
  signIn: async () => {
    const { name } = await aUser();
    const address = newAddress();
    return { key: `${name} ${address}`, call: () => checkPassword({ name, password: "wrong" }, factsOf(address)) };
  },
  signInAddress: async () => {
    const address = newAddress();
    return { key: address, call: () => checkPassword({ name: `nobody-${newId()}`, password: "wrong" }, factsOf(address)) };
  },
  confirmPassword: async () => {
    const user = await aUser();
    return { key: user.id, call: () => confirmPassword(actorOf(user), "wrong") };
  },
  passwordReset: async () => {
    const { id } = await aUser();
    return { key: id, call: () => resetPassword(admin, id) };
  },
  ticket: async () => {
    const user = await aUser();
    return { key: user.id, call: () => createTicket(actorOf(user), { appId: newId(), path: "/" }) };
  },
  badToken: async () => {
    const address = newAddress();
    return { key: address, call: () => authenticate(new Headers({ authorization: "Bearer nonsense" }), factsOf(address)) };
  },
  apiRead: () => anApiCall("GET"),
  apiWrite: () => anApiCall("DELETE"),
};

test.each(Object.entries(attempts))("%s: the last use within the limit is answered, the next one has to wait", async (name, attempt) => {
  const { key, call } = await attempt();
  const { points, seconds } = limits[name as LimitName];
  await db.insert(rateLimits).values({ key: `${name}:${key}`, points: points - 1, expire: Date.now() + seconds * 1_000 });
  expect(await codeOf(call)).not.toBe("rate_limited");
  expect(await codeOf(call)).toBe("rate_limited");
});

test("an account that is guessed at from everywhere answers slowly, and lets its owner in", async () => {
  const user = await aUser({ passwordHash: await hashPassword(password) });
  const { points, seconds } = limits.signInAccount;
  await db.insert(rateLimits).values({ key: `signInAccount:${user.name}`, points, expire: Date.now() + seconds * 1_000 });
  const startedAt = performance.now();
  expect(await checkPassword({ name: user.name, password }, factsOf(newAddress()))).toBe(user.id);
  expect(performance.now() - startedAt).toBeGreaterThan(2_900);
});

async function anApiCall(method: string): Promise<Attempt> {
  const made = await createAccessKey(actorOf(await aUser()), { name: "k", access: "write", projectIds: null, days: 1 });
  const handler = route({ verb: "thing.touch" }, async () => ({}));
  const headers = { authorization: `Bearer ${made.token}` };
  const call = async () => {
    const response = await handler(new Request(`${env.CAIRN_URL}/api/v1/things`, { method, headers }), { params: Promise.resolve({}) });
    const body = (await response.json()) as { code?: string };
    if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    return body;
  };
  return { key: made.key.id, call };
}

/** How a call was refused, thrown or told; null when it was answered. */
async function codeOf(call: () => Promise<unknown>): Promise<string | null> {
  const said = await call().catch((error: unknown) => error);
  return said !== null && typeof said === "object" && "code" in said && typeof said.code === "string" ? said.code : null;
}
