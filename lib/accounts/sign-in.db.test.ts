import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEvents, loginSessions, rateLimits } from "@/db/schema";
import { aUser } from "@/db/testing/factories";
import { beginSession, checkPassword } from "@/lib/accounts/sign-in";
import { actorOfSession } from "@/lib/auth/actor-of-session";
import { sessionCookie } from "@/lib/auth/cookies";
import { endSessionBySid } from "@/lib/auth/end-session-by-sid";
import { hashPassword } from "@/lib/auth/password";
import { encodeSession } from "@/lib/auth/session-token";
import type { RequestFacts } from "@/lib/http/request-facts";

const password = "correct horse battery";
const facts: RequestFacts = { requestId: "r1", address: "192.0.2.7", locale: "en" };
const passwordHash = await hashPassword(password);
let addresses = 0;
/** Each test asks from an address of its own. */
let here: RequestFacts;

beforeEach(() => {
  addresses += 1;
  here = { ...facts, address: `198.51.100.${addresses}` };
});

async function signedIn(): Promise<{ userId: string; headers: Headers; sid: string }> {
  const user = await aUser({ passwordHash });
  const { sid } = await beginSession(user.id, { address: here.address, userAgent: "test" });
  const headers = new Headers({ cookie: `${sessionCookie}=${await encodeSession({ sub: user.id, sid })}` });
  return { userId: user.id, headers, sid };
}

test("the right name and password, in any case and width, are someone's", async () => {
  const user = await aUser({ name: "ada", passwordHash });
  expect(await checkPassword({ name: " ＡDA ", password }, here)).toBe(user.id);
});

test("a wrong password and a name that nobody has are refused by the same words", async () => {
  const user = await aUser({ passwordHash });
  const refusal = { code: "unauthenticated", key: "auth.signIn.wrong" };
  await expect(checkPassword({ name: user.name, password: `${password}!` }, here)).rejects.toMatchObject(refusal);
  await expect(checkPassword({ name: "nobody-at-all", password }, here)).rejects.toMatchObject(refusal);
});

test("only who knows the password hears that an account is disabled", async () => {
  const user = await aUser({ passwordHash, disabledAt: new Date() });
  await expect(checkPassword({ name: user.name, password: "wrong" }, here)).rejects.toMatchObject({ key: "auth.signIn.wrong" });
  await expect(checkPassword({ name: user.name, password }, here)).rejects.toMatchObject({ key: "auth.signIn.disabled" });
});

test("the sixth wrong password from one address has to wait, the right one too", async () => {
  const user = await aUser({ passwordHash });
  for (let number = 0; number < 5; number += 1) {
    await expect(checkPassword({ name: user.name, password: "wrong" }, here)).rejects.toMatchObject({ code: "unauthenticated" });
  }
  await expect(checkPassword({ name: user.name, password }, here)).rejects.toMatchObject({ code: "rate_limited" });
  const elsewhere = { ...here, address: "203.0.113.99" };
  expect(await checkPassword({ name: user.name, password }, elsewhere)).toBe(user.id);
});

test("a right password forgets the wrong ones before it", async () => {
  const user = await aUser({ passwordHash });
  for (let number = 0; number < 4; number += 1) await checkPassword({ name: user.name, password: "wrong" }, here).catch(() => undefined);
  await checkPassword({ name: user.name, password }, here);
  await expect(checkPassword({ name: user.name, password: "wrong" }, here)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("refused sign-ins are in the audit log, with the address and without the password", async () => {
  const user = await aUser({ passwordHash });
  await checkPassword({ name: user.name, password: "wrong-secret" }, here).catch(() => undefined);
  const [row] = await db.select().from(auditEvents).where(eq(auditEvents.subjectId, user.id));
  expect(row).toMatchObject({ verb: "session.refused", outcome: "denied", address: here.address });
  expect(JSON.stringify(row)).not.toContain("wrong-secret");
});

test("a session cookie is a person while its row lives", async () => {
  const { userId, headers, sid } = await signedIn();
  expect(await actorOfSession(headers, here)).toMatchObject({ userId, credential: { kind: "session" } });
  await endSessionBySid(sid);
  expect(await actorOfSession(headers, here)).toBeNull();
});

test("a session that nobody used for a week, or that is a month old, is nobody", async () => {
  const { userId, headers } = await signedIn();
  const mine = eq(loginSessions.userId, userId);
  await db
    .update(loginSessions)
    .set({ lastSeenAt: new Date(Date.now() - 7.1 * 86_400_000) })
    .where(mine);
  expect(await actorOfSession(headers, here)).toBeNull();
  await db
    .update(loginSessions)
    .set({ lastSeenAt: new Date(), expiresAt: new Date(Date.now() - 1) })
    .where(mine);
  expect(await actorOfSession(headers, here)).toBeNull();
});

test("a session cookie of another person's id is nobody", async () => {
  const { sid } = await signedIn();
  const other = await aUser();
  const headers = new Headers({ cookie: `${sessionCookie}=${await encodeSession({ sub: other.id, sid })}` });
  expect(await actorOfSession(headers, here)).toBeNull();
});

test("a cookie that was not made here is nobody", async () => {
  const headers = new Headers({ cookie: `${sessionCookie}=eyJhbGciOiJub25lIn0.e30.` });
  expect(await actorOfSession(headers, here)).toBeNull();
});

test("two session cookies are refused in either order, also when only blanks tell them apart", async () => {
  const { headers } = await signedIn();
  const good = headers.get("cookie") ?? "";
  for (const cookie of [
    `${good}; ${sessionCookie}=x`,
    `${sessionCookie}=x; ${good}`,
    `${good}; \u00a0${sessionCookie}=x`,
    `${good};\t${sessionCookie}\u007f=x`,
    `$Version=1; ${good}`,
  ]) {
    await expect(actorOfSession(new Headers({ cookie }), here)).rejects.toMatchObject({ key: "errors.repeatedCookie" });
  }
});

test("the sid and the password stand nowhere in the database", async () => {
  const { sid } = await signedIn();
  const dump = JSON.stringify(await db.select().from(loginSessions), (_, value) =>
    Buffer.isBuffer(value) ? value.toString("latin1") : value,
  );
  expect(dump).not.toContain(sid);
  expect(JSON.stringify(await db.select().from(rateLimits))).not.toContain(password);
});
