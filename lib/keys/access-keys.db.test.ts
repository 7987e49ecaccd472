import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import { accessKeys } from "@/db/schema";
import { aBinding, actorOf, aMember, aProject, aUser, byKey } from "@/db/testing/factories";
import { actorOfToken } from "@/lib/auth/actor-of-token";
import { authenticate } from "@/lib/auth/authenticate";
import { newId } from "@/lib/id";
import { createAccessKeyInput } from "@/lib/keys/access-key";
import { createAccessKey } from "@/lib/keys/create-access-key";
import { createKey } from "@/lib/keys/create-key";
import { listAccessKeys } from "@/lib/keys/list-access-keys";
import { revokeAccessKey } from "@/lib/keys/revoke-access-key";
import { getProject } from "@/lib/projects/get-project";
import { updateProject } from "@/lib/projects/update-project";

const facts = { requestId: "r", address: "192.0.2.1", locale: "en" } as const;

async function personOf(token: string) {
  const actor = await actorOfToken(token, facts);
  if (!actor) throw new Error("the token is nobody's");
  return actor;
}

async function ownerAndProject() {
  const user = await aUser();
  const project = await aProject({ owner: user });
  return { actor: actorOf(user), project };
}

test("a key acts in its owner's name until it is revoked, and says when it was used", async () => {
  const { actor } = await ownerAndProject();
  const { key, token } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "夜间 “train”", access: "write" }));
  expect(key.lastUsedAt).toBeNull();
  expect(await personOf(token)).toMatchObject({ userId: actor.userId, credential: { kind: "key", access: "write", projectIds: null } });
  const [listed] = await listAccessKeys(actor);
  expect(listed).toMatchObject({ id: key.id, lastUsedAddress: "192.0.2.1" });
  expect(listed?.lastUsedAt).not.toBeNull();
  await revokeAccessKey(actor, key.id);
  expect(await actorOfToken(token, facts)).toBeNull();
  expect(await listAccessKeys(actor)).toEqual([]);
});

test("use is written down once a minute, not at every call", async () => {
  const { actor } = await ownerAndProject();
  const { key, token } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "read" }));
  await personOf(token);
  const mark = async () => (await db.select().from(accessKeys).where(eq(accessKeys.id, key.id)))[0]?.lastUsedAt?.getTime();
  const first = await mark();
  await personOf(token);
  expect(await mark()).toBe(first);
  await db
    .update(accessKeys)
    .set({ lastUsedAt: new Date(Date.now() - 61_000) })
    .where(eq(accessKeys.id, key.id));
  await personOf(token);
  expect(await mark()).toBeGreaterThan(Date.now() - 10_000);
});

test("an expired key is nobody, and stays in the list as ended", async () => {
  const { actor } = await ownerAndProject();
  const { key, token } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "read", days: 1 }));
  await db
    .update(accessKeys)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(accessKeys.id, key.id));
  expect(await actorOfToken(token, facts)).toBeNull();
  expect(await listAccessKeys(actor)).toMatchObject([{ isExpired: true }]);
});

test("a key ends after 90 days unless said, after 365 at most", () => {
  expect(createAccessKeyInput.parse({ name: "k", access: "read" }).days).toBe(90);
  expect(createAccessKeyInput.safeParse({ name: "k", access: "read", days: 366 }).success).toBe(false);
  expect(createAccessKeyInput.safeParse({ name: "k\u202e", access: "read" }).success).toBe(false);
});

test("a reading key reads and changes nothing", async () => {
  const { actor, project } = await ownerAndProject();
  const { token } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "read" }));
  const program = await personOf(token);
  expect(await getProject(program, project.id)).toMatchObject({ id: project.id });
  await expect(updateProject(program, project.id, { name: "x" })).rejects.toMatchObject({ code: "forbidden", key: "errors.scope" });
});

test("to a key of another project this one does not exist", async () => {
  const { actor, project } = await ownerAndProject();
  const other = await aProject({ owner: { id: actor.userId } });
  const { token } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "write", projectIds: [other.id] }));
  const program = await personOf(token);
  expect(await getProject(program, other.id)).toMatchObject({ id: other.id });
  await expect(getProject(program, project.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a key narrows at once with its owner's role", async () => {
  const project = await aProject();
  const member = await aMember(project.id, "viewer");
  const { token } = await createAccessKey(member, createAccessKeyInput.parse({ name: "k", access: "write" }));
  await expect(updateProject(await personOf(token), project.id, { name: "x" })).rejects.toMatchObject({ code: "forbidden" });
});

test("a key is not made for a project that its owner cannot see", async () => {
  const { actor } = await ownerAndProject();
  const { id } = await aProject();
  const input = createAccessKeyInput.parse({ name: "k", access: "read", projectIds: [id] });
  await expect(createAccessKey(actor, input)).rejects.toMatchObject({ code: "not_found" });
});

test("a key makes and revokes no keys", async () => {
  const { actor } = await ownerAndProject();
  const { key } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "write" }));
  const program = byKey(actor);
  await expect(createAccessKey(program, createAccessKeyInput.parse({ name: "k", access: "read" }))).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(revokeAccessKey(program, key.id)).rejects.toMatchObject({ code: "forbidden" });
});

test("nobody revokes another person's key", async () => {
  const { actor } = await ownerAndProject();
  const { key } = await createAccessKey(actor, createAccessKeyInput.parse({ name: "k", access: "read" }));
  await expect(revokeAccessKey(actorOf(await aUser()), key.id)).rejects.toMatchObject({ code: "not_found" });
});

test.each(["endpoint", "job"] as const)("a key of one %s is nobody to the verbs of people", async (kind) => {
  const user = await aUser();
  const project = await aProject();
  await aBinding(project.id, user.id, "owner");
  const { token } = await transaction((tx) =>
    createKey(tx, {
      kind,
      name: kind,
      userId: user.id,
      access: "write",
      projectIds: [project.id],
      subjectId: newId(),
      expiresAt: new Date(Date.now() + 60_000),
    }),
  );
  const actor = await personOf(token);
  expect(actor.credential).toMatchObject({ keyKind: kind });
  await expect(getProject(actor, project.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a bearer token counts alone: cookies beside it are not even read", async () => {
  const headers = new Headers({ authorization: "Bearer cairn_pat_nonsense", cookie: "__Host-cairn.session=a; __Host-cairn.session=b" });
  await expect(authenticate(headers, facts)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("after thirty bad tokens a minute from one address the answer is to wait", async () => {
  const from = { ...facts, address: "192.0.2.30" };
  const headers = new Headers({ authorization: "Bearer cairn_pat_nonsense" });
  for (let number = 0; number < 30; number += 1) await authenticate(headers, from).catch(() => undefined);
  await expect(authenticate(headers, from)).rejects.toMatchObject({ code: "rate_limited" });
});
