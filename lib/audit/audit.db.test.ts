import { sql } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEvents } from "@/db/schema";
import { actorOf, aMember, anAdministrator, aProject, aUser, byKey } from "@/db/testing/factories";
import { listAuditEventsQuery } from "@/lib/audit/audit-event";
import { checkAuditChain } from "@/lib/audit/check-audit-chain";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { env } from "@/lib/env";
import { updateProject } from "@/lib/projects/update-project";

const admin = await anAdministrator();
const query = (given: object = {}) => listAuditEventsQuery.parse(given);
const owner = new Client({ connectionString: env.CAIRN_MIGRATE_URL });

beforeAll(() => owner.connect());
afterAll(() => owner.end());

test("owners read their project's log, administrators all of it, nobody else any", async () => {
  const user = await aUser();
  const project = await aProject({ owner: user });
  await updateProject(actorOf(user), project.id, { name: "renamed" });
  const theirs = await listAuditEvents(actorOf(user), query({ projectId: project.id }));
  expect(theirs.items).toMatchObject([{ verb: "project.updated", actorName: user.name, fields: { name: "renamed" } }]);
  expect((await listAuditEvents(admin, query())).items.length).toBeGreaterThan(0);
  for (const actor of [actorOf(user), await aMember(project.id)]) {
    await expect(listAuditEvents(actor, query())).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(listAuditEvents(await aMember(project.id), query({ projectId: project.id }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(listAuditEvents(actorOf(await aUser()), query({ projectId: project.id }))).rejects.toMatchObject({ code: "not_found" });
  await expect(listAuditEvents(byKey(admin, { projectIds: [project.id] }), query())).rejects.toMatchObject({ code: "forbidden" });
});

test("pages follow each other without a gap, newest first", async () => {
  const user = await aUser();
  const project = await aProject({ owner: user });
  for (let number = 0; number < 5; number += 1) await updateProject(actorOf(user), project.id, { name: `n${number}` });
  const first = await listAuditEvents(admin, query({ projectId: project.id, limit: 2 }));
  const second = await listAuditEvents(admin, query({ projectId: project.id, limit: 2, cursor: first.nextCursor }));
  expect([...first.items, ...second.items].map(({ fields }) => fields["name"])).toEqual(["n4", "n3", "n2", "n1"]);
  expect(first.total).toBe(5);
});

test("a filter is one of a closed set", async () => {
  for (const verb of ["project'--", "project%", "PROJECT", "a.b.c"]) expect(listAuditEventsQuery.safeParse({ verb }).success).toBe(false);
  expect((await listAuditEvents(admin, query({ verb: "project" }))).items.every(({ verb }) => verb.startsWith("project."))).toBe(true);
  expect((await listAuditEvents(admin, query({ actor: "x' or '1'='1" }))).items).toEqual([]);
});

test("not even the owner of the tables changes, removes or empties the log", async () => {
  for (const change of ["update audit_events set verb = 'x'", "delete from audit_events", "truncate audit_events"]) {
    await expect(db.execute(sql.raw(change))).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(owner.query(change)).rejects.toMatchObject({ code: "42501" });
  }
});

test("the chain is whole after many changes at once, and a change behind its back is found", async () => {
  const user = await aUser();
  const project = await aProject({ owner: user });
  await Promise.all(Array.from({ length: 20 }, (_, number) => updateProject(actorOf(user), project.id, { name: `at once ${number}` })));
  const before = await checkAuditChain(admin);
  expect(before).toMatchObject({ brokenAt: null });
  expect(before.rows).toBeGreaterThanOrEqual(20);

  const [victim] = await db.select().from(auditEvents).limit(1).offset(7);
  await owner.query("alter table audit_events disable trigger all");
  await owner.query("update audit_events set actor_name = 'someone else' where id = $1", [victim?.id]);
  expect(await checkAuditChain(admin)).toMatchObject({ brokenAt: victim?.id });
  await owner.query("update audit_events set actor_name = $2 where id = $1", [victim?.id, victim?.actorName]);
  expect(await checkAuditChain(admin)).toMatchObject({ brokenAt: null });
  await owner.query("delete from audit_events where id = $1", [victim?.id]);
  expect((await checkAuditChain(admin)).brokenAt).not.toBeNull();
});
