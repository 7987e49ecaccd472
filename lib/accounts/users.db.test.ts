import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import { accessKeys, auditEvents, bindings, loginSessions, projects, users } from "@/db/schema";
import { actorOf, anAdministrator, aUser, byKey } from "@/db/testing/factories";
import { changePassword } from "@/lib/accounts/change-password";
import { confirmPassword } from "@/lib/accounts/confirm-password";
import { createUser } from "@/lib/accounts/create-user";
import { disableUser, enableUser } from "@/lib/accounts/disable-user";
import { getUser } from "@/lib/accounts/get-user";
import { listUsers } from "@/lib/accounts/list-users";
import { resetPassword, resetPasswordFromShell } from "@/lib/accounts/reset-password";
import { makeAdministrator, unmakeAdministrator } from "@/lib/accounts/set-administrator";
import { checkPassword } from "@/lib/accounts/sign-in";
import { createUserInput } from "@/lib/accounts/user";
import type { UserActor } from "@/lib/auth/actor";
import { actorOfToken } from "@/lib/auth/actor-of-token";
import { isPassword } from "@/lib/auth/password";
import { startSession } from "@/lib/auth/start-session";
import { createAccessKeyInput } from "@/lib/keys/access-key";
import { createAccessKey } from "@/lib/keys/create-access-key";

const facts = { requestId: "r", address: "192.0.2.1", locale: "en" } as const;
const admin = await anAdministrator();
const stale: UserActor = { ...admin, credential: { kind: "session", sessionId: "x", confirmedAt: new Date(Date.now() - 16 * 60_000) } };

async function rowOf(id: string) {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return row;
}

async function livingSessions(userId: string): Promise<number> {
  return (await db.select().from(loginSessions).where(eq(loginSessions.userId, userId))).filter((row) => row.revokedAt === null).length;
}

test("a new user has a personal project, a password to change and nothing else", async () => {
  const { user, oneTimePassword } = await createUser(admin, createUserInput.parse({ name: "Grace.H", displayName: "格蕾丝 “G” O'Hopper" }));
  expect(user).toMatchObject({ name: "grace.h", displayName: "格蕾丝 “G” O'Hopper", mustChangePassword: true, isAdministrator: false });
  const id = await checkPassword({ name: "grace.h", password: oneTimePassword }, facts);
  expect(id).toBe(user.id);
  const mine = await db
    .select({ slug: projects.slug, kind: projects.kind, role: bindings.role })
    .from(bindings)
    .innerJoin(projects, eq(projects.id, bindings.projectId))
    .where(eq(bindings.subjectId, id));
  expect(mine).toEqual([{ slug: "grace-h", kind: "personal", role: "owner" }]);
});

test("a taken name is refused beside its field, also under another case", async () => {
  await createUser(admin, createUserInput.parse({ name: "taken" }));
  await expect(createUser(admin, createUserInput.parse({ name: "TAKEN" }))).rejects.toMatchObject({
    fields: [{ path: "name", key: "account.name.taken" }],
  });
});

test("two who ask for one name at once: one gets it", async () => {
  const both = await Promise.allSettled([
    createUser(admin, createUserInput.parse({ name: "twins" })),
    createUser(admin, createUserInput.parse({ name: "twins" })),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("people are not managed by a person, by a key, or without a fresh password", async () => {
  const person = actorOf(await aUser());
  const { id } = await aUser();
  const verbs = [
    (actor: UserActor) => createUser(actor, { name: "x-1", isAdministrator: false }),
    (actor: UserActor) => disableUser(actor, id),
    (actor: UserActor) => enableUser(actor, id),
    (actor: UserActor) => resetPassword(actor, id),
    (actor: UserActor) => makeAdministrator(actor, id),
    (actor: UserActor) => unmakeAdministrator(actor, id),
  ];
  for (const verb of verbs) {
    await expect(verb(person)).rejects.toMatchObject({ code: "not_found" });
    await expect(verb(byKey(admin))).rejects.toMatchObject({ code: "forbidden", key: "errors.scope" });
    await expect(verb(stale)).rejects.toMatchObject({ code: "forbidden", key: "auth.confirmNeeded" });
  }
});

test("a disabled person's sessions and keys are nobody at once, and come back when enabled", async () => {
  const user = await aUser();
  const { token } = await createAccessKey(actorOf(user), createAccessKeyInput.parse({ name: "k", access: "read" }));
  await transaction((tx) => startSession(tx, user.id, { address: null, userAgent: null }));
  expect(await actorOfToken(token, facts)).toMatchObject({ userId: user.id });

  expect(await disableUser(admin, user.id)).toMatchObject({ isDisabled: true });
  expect(await actorOfToken(token, facts)).toBeNull();
  expect(await livingSessions(user.id)).toBe(0);

  expect(await enableUser(admin, user.id)).toMatchObject({ isDisabled: false });
  expect(await actorOfToken(token, facts)).toMatchObject({ userId: user.id });
});

test("nobody disables or resets himself", async () => {
  await expect(disableUser(admin, admin.userId)).rejects.toMatchObject({ code: "conflict", key: "admin.users.notYourself" });
  await expect(resetPassword(admin, admin.userId)).rejects.toMatchObject({ code: "conflict" });
});

test("a reset ends every session, keeps keys, and gives a password that must be changed", async () => {
  const user = await aUser();
  const { token } = await createAccessKey(actorOf(user), createAccessKeyInput.parse({ name: "k", access: "read" }));
  await transaction((tx) => startSession(tx, user.id, { address: null, userAgent: null }));
  const { oneTimePassword } = await resetPassword(admin, user.id);
  expect(await livingSessions(user.id)).toBe(0);
  expect(await rowOf(user.id)).toMatchObject({ mustChangePassword: true });
  expect(await checkPassword({ name: user.name, password: oneTimePassword }, facts)).toBe(user.id);
  expect(await actorOfToken(token, facts)).not.toBeNull();
});

test("the shell of the machine resets and enables anyone by name", async () => {
  const user = await aUser({ disabledAt: new Date() });
  const password = await resetPasswordFromShell(user.name.toUpperCase());
  expect(await checkPassword({ name: user.name, password }, facts)).toBe(user.id);
  await expect(resetPasswordFromShell("nobody-here")).rejects.toMatchObject({ key: "account.name.unknown" });
});

test("who was given a password chooses his own before he can do anything else", async () => {
  const user = await aUser();
  const { oneTimePassword } = await resetPassword(admin, user.id);
  const actor = actorOf(user, { mustChangePassword: true });
  await expect(createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "read" }))).rejects.toMatchObject({
    key: "auth.newPasswordNeeded",
  });
  const next = "a much better sentence";
  await changePassword(actor, { current: oneTimePassword, next, userAgent: null });
  expect(await rowOf(user.id)).toMatchObject({ mustChangePassword: false });
  expect(await livingSessions(user.id)).toBe(1);
  expect(await isPassword((await rowOf(user.id))?.passwordHash ?? null, next)).toBe(true);
});

test("a wrong current password is said beside its field, five times, and then has to wait", async () => {
  const user = await aUser();
  await resetPassword(admin, user.id);
  const change = () => changePassword(actorOf(user), { current: "wrong", next: "a much better sentence", userAgent: null });
  for (let number = 0; number < 5; number += 1) await expect(change()).rejects.toMatchObject({ fields: [{ path: "current" }] });
  await expect(change()).rejects.toMatchObject({ code: "rate_limited" });
});

test("typing the password again opens the session for what needs it", async () => {
  const user = await aUser();
  const { oneTimePassword } = await resetPassword(admin, user.id);
  const session = await transaction((tx) => startSession(tx, user.id, { address: null, userAgent: null }));
  await db
    .update(loginSessions)
    .set({ confirmedAt: new Date(0) })
    .where(eq(loginSessions.id, session.id));
  const actor = actorOf(user, { credential: { kind: "session", sessionId: session.id, confirmedAt: new Date(0) } });
  await expect(confirmPassword(actor, "wrong")).rejects.toMatchObject({ fields: [{ path: "password" }] });
  await confirmPassword(actor, oneTimePassword);
  const [row] = await db.select().from(loginSessions).where(eq(loginSessions.id, session.id));
  expect(row?.confirmedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
});

test("the role is given and taken, and the last who can use it keeps it", async () => {
  const user = await aUser();
  expect(await makeAdministrator(admin, user.id)).toMatchObject({ isAdministrator: true });
  expect(await getUser(admin, user.id)).toMatchObject({ isAdministrator: true });
  expect(await unmakeAdministrator(admin, user.id)).toMatchObject({ isAdministrator: false });
  await expect(unmakeAdministrator(admin, admin.userId)).rejects.toMatchObject({ code: "conflict", key: "admin.users.lastAdministrator" });
});

test("two administrators who take the role from each other at once leave one", async () => {
  const one = await anAdministrator();
  const two = await anAdministrator();
  await unmakeAdministrator(one, admin.userId);
  const both = await Promise.allSettled([unmakeAdministrator(one, two.userId), unmakeAdministrator(two, one.userId)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await makeAdministrator({ ...one, isAdministrator: true }, admin.userId);
});

test("the list is searched as text, not as a pattern, and pages by a cursor", async () => {
  await aUser({ name: "zz-100%", displayName: "百分百" });
  expect((await listUsers(admin, { search: "%", limit: 50 })).items.map(({ name }) => name)).toEqual(["zz-100%"]);
  expect((await listUsers(admin, { search: "百分", limit: 50 })).items).toHaveLength(1);
  const all = await listUsers(admin, { limit: 100 });
  const first = await listUsers(admin, { limit: 2 });
  const second = await listUsers(admin, { limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4));
});

test("each change has its audit row, and none holds a password or a token", async () => {
  const { user, oneTimePassword } = await createUser(admin, createUserInput.parse({ name: "audited" }));
  await disableUser(admin, user.id);
  await enableUser(admin, user.id);
  const second = await resetPassword(admin, user.id);
  await makeAdministrator(admin, user.id);
  const rows = await db.select().from(auditEvents).where(eq(auditEvents.subjectId, user.id)).orderBy(auditEvents.seq);
  expect(rows.map(({ verb }) => verb)).toEqual([
    "user.created",
    "user.disabled",
    "user.enabled",
    "user.password_reset",
    "user.role_changed",
  ]);
  expect(rows.every((row) => row.actorId === admin.userId && row.credential === "session")).toBe(true);
  const text = JSON.stringify(rows);
  expect(text).not.toContain(oneTimePassword);
  expect(text).not.toContain(second.oneTimePassword);
  await unmakeAdministrator(admin, user.id);
});

test("a dump of the keys holds no usable token", async () => {
  const actor = actorOf(await aUser());
  const { token, key } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "write" }));
  const [row] = await db.select().from(accessKeys).where(eq(accessKeys.id, key.id));
  const dump = JSON.stringify(row, (_, value) => (value?.type === "Buffer" ? Buffer.from(value.data).toString("latin1") : value));
  expect(dump).not.toContain(token.slice(20));
});
