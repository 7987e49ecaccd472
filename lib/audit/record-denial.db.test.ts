import { expect, test } from "vitest";
import { actorOf, aMember, anAdministrator, aProject, aUser, byKey } from "@/db/testing/factories";
import { listUsers } from "@/lib/accounts/list-users";
import { listAuditEventsQuery } from "@/lib/audit/audit-event";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { recordDenial } from "@/lib/audit/record-denial";
import type { UserActor } from "@/lib/auth/actor";
import { newId } from "@/lib/id";
import { getProject } from "@/lib/projects/get-project";
import { updateProject } from "@/lib/projects/update-project";

const admin = await anAdministrator();

async function denials(given: object) {
  const { items } = await listAuditEvents(admin, listAuditEventsQuery.parse({ outcome: "denied", ...given }));
  return items.map(({ verb, actorName, subjectType, fields }) => ({
    verb,
    actorName,
    type: subjectType,
    permission: fields["permission"],
  }));
}

async function attempt(actor: UserActor, verb: string | undefined, call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => recordDenial(actor, error, verb));
}

test("a stranger, a viewer and a reading key who are refused stand in the project's log", async () => {
  const project = await aProject();
  const stranger = actorOf(await aUser());
  const viewer = await aMember(project.id, "viewer");
  const key = byKey(await aMember(project.id, "owner"), { access: "read" });
  await attempt(stranger, undefined, getProject(stranger, project.id));
  await attempt(viewer, "project.update", updateProject(viewer, project.id, { name: "x" }));
  await attempt(key, "project.update", updateProject(key, project.id, { name: "x" }));
  expect(await denials({ projectId: project.id })).toEqual([
    { verb: "project.update", actorName: key.name, type: "project", permission: "project:update" },
    { verb: "project.update", actorName: viewer.name, type: "project", permission: "project:update" },
    { verb: "project.read", actorName: stranger.name, type: "project", permission: "project:read" },
  ]);
});

test("the same attempt again within a minute is no second row", async () => {
  const project = await aProject();
  const stranger = actorOf(await aUser());
  for (let times = 0; times < 5; times += 1) await attempt(stranger, "project.get", getProject(stranger, project.id));
  expect(await denials({ projectId: project.id })).toHaveLength(1);
});

test("who tries to administer stands in the installation's log; what is nowhere, or is refused for its form, in none", async () => {
  const person = actorOf(await aUser());
  await attempt(person, "user.list", listUsers(person, { limit: 10 }));
  await attempt(person, "project.get", getProject(person, newId()));
  await attempt(person, "project.get", Promise.reject(new Error("a bug")));
  expect(await denials({ actor: person.name })).toEqual([
    { verb: "user.list", actorName: person.name, type: "user", permission: "user:read" },
  ]);
});
