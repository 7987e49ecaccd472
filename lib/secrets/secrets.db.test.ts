import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEvents, secrets } from "@/db/schema";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { deleteSecret } from "@/lib/secrets/delete-secret";
import { type KeyRing, keyRing } from "@/lib/secrets/key-ring";
import { listSecrets } from "@/lib/secrets/list-secrets";
import { putSecret } from "@/lib/secrets/put-secret";
import { rotateSecrets } from "@/lib/secrets/rotate-secrets";
import { open } from "@/lib/secrets/seal";

async function owned() {
  const user = await aUser();
  const project = await aProject({ owner: user });
  return { actor: actorOf(user), projectId: project.id };
}

async function rowOf(id: string) {
  const [row] = await db.select().from(secrets).where(eq(secrets.id, id));
  if (!row) throw new Error("no such secret");
  return row;
}

test("a secret is sealed for its own row and read back by nobody", async () => {
  const { actor, projectId } = await owned();
  const view = await putSecret(actor, projectId, { name: "API_TOKEN", value: "hunter2-hunter2" });
  const row = await rowOf(view.id);
  expect(open(row.sealed, { table: "secrets", rowId: row.id, projectId }).toString()).toBe("hunter2-hunter2");
  expect(JSON.stringify(await listSecrets(actor, projectId))).not.toContain("hunter2");
  const audit = await db.select().from(auditEvents).where(eq(auditEvents.projectId, projectId));
  expect(JSON.stringify(audit)).not.toContain("hunter2");
});

test("setting it again replaces it under the same id", async () => {
  const { actor, projectId } = await owned();
  const first = await putSecret(actor, projectId, { name: "A", value: "one" });
  const second = await putSecret(actor, projectId, { name: "A", value: "two" });
  expect(second).toMatchObject({ id: first.id, version: 2 });
  const row = await rowOf(first.id);
  expect(open(row.sealed, { table: "secrets", rowId: row.id, projectId }).toString()).toBe("two");
});

test("the same name set ten times at once is one secret", async () => {
  const { actor, projectId } = await owned();
  await Promise.all(Array.from({ length: 10 }, (_, number) => putSecret(actor, projectId, { name: "A", value: `v${number}` })));
  expect(await listSecrets(actor, projectId)).toHaveLength(1);
});

test("members see the names, only owners set and erase", async () => {
  const { actor, projectId } = await owned();
  const member = await aMember(projectId);
  const viewer = await aMember(projectId, "viewer");
  const { id } = await putSecret(actor, projectId, { name: "A", value: "v" });
  expect(await listSecrets(member, projectId)).toHaveLength(1);
  await expect(listSecrets(viewer, projectId)).rejects.toMatchObject({ code: "forbidden" });
  await expect(putSecret(member, projectId, { name: "B", value: "v" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(deleteSecret(member, id)).rejects.toMatchObject({ code: "forbidden" });
  await expect(deleteSecret(actorOf(await aUser()), id)).rejects.toMatchObject({ code: "not_found" });
  await deleteSecret(actor, id);
  expect(await db.select().from(secrets).where(eq(secrets.id, id))).toEqual([]);
});

test("a rotation under load leaves no row of the old key and loses no value", async () => {
  const { actor, projectId } = await owned();
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, number) => putSecret(actor, projectId, { name: `S${number}`, value: `v${number}` })),
  );
  const ring: KeyRing = new Map([...keyRing(), ["next", randomBytes(32)]]);
  const [{ rewrapped }] = await Promise.all([
    rotateSecrets(ring),
    ...made.slice(0, 3).map((_, number) => putSecret(actor, projectId, { name: `S${number}`, value: `v${number}` })),
  ]);
  expect(rewrapped).toBeGreaterThan(0);
  await rotateSecrets(ring);
  expect(await rotateSecrets(ring)).toEqual({ rewrapped: 0 });
  const newest: KeyRing = new Map([...ring].slice(-1));
  for (const [number, { id }] of made.entries()) {
    const row = await rowOf(id);
    expect(open(row.sealed, { table: "secrets", rowId: id, projectId }, newest).toString()).toBe(`v${number}`);
  }
});
