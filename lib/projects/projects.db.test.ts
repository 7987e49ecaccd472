import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { allocations, auditEvents, projects } from "@/db/schema";
import { aBinding, actorOf, aMember, aProject, aUser, byKey } from "@/db/testing/factories";
import { newId } from "@/lib/id";
import { addMember } from "@/lib/projects/add-member";
import { changeRole } from "@/lib/projects/change-role";
import { createProject } from "@/lib/projects/create-project";
import { deleteProject, restoreProject } from "@/lib/projects/delete-project";
import { getProject, getProjectBySlug } from "@/lib/projects/get-project";
import { listMembers } from "@/lib/projects/list-members";
import { listProjects } from "@/lib/projects/list-projects";
import { createProjectInput } from "@/lib/projects/project";
import { removeMember } from "@/lib/projects/remove-member";
import { updateProject } from "@/lib/projects/update-project";

const owner = actorOf(await aUser());

async function shared(name = "视觉 Lab") {
  return createProject(owner, createProjectInput.parse({ name }));
}

test("whoever makes a project owns it, under an address made of its name", async () => {
  const project = await shared("图像 “分类” O'Brien");
  expect(project).toMatchObject({ name: "图像 “分类” O'Brien", slug: "tu-xiang-fen-lei-o-brien", kind: "shared", role: "owner" });
  expect(await getProjectBySlug(owner, project.slug)).toEqual(project);
  expect((await listProjects(owner)).map(({ id }) => id)).toContain(project.id);
});

test("an address that is taken or belongs to the console is refused with a free one, a made one gets a number", async () => {
  const first = await shared("twice");
  expect((await shared("twice")).slug).toBe("twice-2");
  await expect(createProject(owner, createProjectInput.parse({ name: "x", slug: first.slug }))).rejects.toMatchObject({
    fields: [{ path: "slug", key: "projects.slug.taken", params: { suggestion: "twice-3" } }],
  });
  await expect(createProject(owner, createProjectInput.parse({ name: "x", slug: "admin" }))).rejects.toMatchObject({
    fields: [{ key: "projects.slug.reserved" }],
  });
  expect((await shared("api")).slug).toBe("api-2");
});

test("ten at once with one name get ten addresses", async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => shared("crowd")));
  expect(new Set(made.map(({ slug }) => slug)).size).toBe(10);
});

test("a key that is bound to projects makes none", async () => {
  const { id } = await shared();
  const input = createProjectInput.parse({ name: "x" });
  await expect(createProject(byKey(owner, { projectIds: [id] }), input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(createProject(byKey(owner, { access: "read" }), input)).rejects.toMatchObject({ code: "forbidden" });
  expect(await createProject(byKey(owner), input)).toMatchObject({ role: "owner" });
});

test("who read an older version cannot overwrite a newer one", async () => {
  const project = await shared();
  const changed = await updateProject(owner, project.id, { name: "Neu" }, project.version);
  expect(changed).toMatchObject({ name: "Neu", slug: project.slug, version: project.version + 1 });
  await expect(updateProject(owner, project.id, { name: "Old" }, project.version)).rejects.toMatchObject({ code: "stale" });
});

test("a deleted project is nowhere, and comes back as it was", async () => {
  const project = await shared("in the bin");
  await deleteProject(owner, project.id);
  await expect(getProject(owner, project.id)).rejects.toMatchObject({ code: "not_found" });
  expect((await listProjects(owner)).map(({ id }) => id)).not.toContain(project.id);
  expect(await restoreProject(owner, project.id)).toMatchObject({ id: project.id, slug: project.slug, role: "owner" });
});

test("a project is not taken back by a member, a stranger, after a month, or over another one's address", async () => {
  const project = await shared("taken back");
  const member = await aMember(project.id);
  await deleteProject(owner, project.id);
  await expect(restoreProject(member, project.id)).rejects.toMatchObject({ code: "forbidden" });
  await expect(restoreProject(actorOf(await aUser()), project.id)).rejects.toMatchObject({ code: "not_found" });
  const usurper = await createProject(owner, createProjectInput.parse({ name: "x", slug: project.slug }));
  await expect(restoreProject(owner, project.id)).rejects.toMatchObject({ key: "projects.restore.slugTaken" });
  await deleteProject(owner, usurper.id);
  await db
    .update(projects)
    .set({ deletedAt: new Date(Date.now() - 31 * 86_400_000) })
    .where(eq(projects.id, project.id));
  await expect(restoreProject(owner, project.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a project in which something runs, and a personal one, cannot be deleted", async () => {
  const project = await shared("busy");
  await db.insert(allocations).values({
    id: newId(),
    compute: "local",
    node: "here",
    projectId: project.id,
    userId: owner.userId,
    subjectType: "job",
    subjectId: newId(),
    cpuMilli: 1,
    memoryBytes: 1,
  });
  await expect(deleteProject(owner, project.id)).rejects.toMatchObject({ key: "projects.delete.running", params: { count: 1 } });
  await db.update(projects).set({ kind: "personal" }).where(eq(projects.id, project.id));
  await expect(deleteProject(owner, project.id)).rejects.toMatchObject({ key: "projects.delete.personal" });
});

test("a member is added by name, in any case, once; owners stand first", async () => {
  const project = await shared();
  const user = await aUser({ name: "grace", displayName: "Grace" });
  expect(await addMember(owner, project.id, { name: "grace", role: "viewer" })).toMatchObject({ userId: user.id, role: "viewer" });
  await expect(addMember(owner, project.id, { name: "grace", role: "owner" })).rejects.toMatchObject({
    fields: [{ key: "projects.members.already" }],
  });
  await expect(addMember(owner, project.id, { name: "nobody", role: "member" })).rejects.toMatchObject({
    fields: [{ key: "projects.members.unknown" }],
  });
  expect((await listMembers(owner, project.id)).map(({ role }) => role)).toEqual(["owner", "viewer"]);
});

test("only owners manage members, and a personal project has one", async () => {
  const project = await aProject({ owner: { id: owner.userId } });
  const member = await aMember(project.id);
  const viewer = await aMember(project.id, "viewer");
  const other = await aUser();
  for (const actor of [member, viewer]) {
    await expect(addMember(actor, project.id, { name: other.name, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(changeRole(actor, project.id, actor.userId, "owner")).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeMember(actor, project.id, owner.userId)).rejects.toMatchObject({ code: "forbidden" });
  }
  await db.update(projects).set({ kind: "personal" }).where(eq(projects.id, project.id));
  await expect(addMember(owner, project.id, { name: other.name, role: "viewer" })).rejects.toMatchObject({ code: "conflict" });
});

test("a role counts from the next call", async () => {
  const project = await shared();
  const user = await aUser();
  await addMember(owner, project.id, { name: user.name, role: "owner" });
  const actor = actorOf(user);
  await updateProject(actor, project.id, { name: "as owner" });
  await changeRole(owner, project.id, user.id, "viewer");
  await expect(updateProject(actor, project.id, { name: "as viewer" })).rejects.toMatchObject({ code: "forbidden" });
  await removeMember(owner, project.id, user.id);
  await expect(getProject(actor, project.id)).rejects.toMatchObject({ code: "not_found" });
});

test("everyone may leave but the last owner, also when two go at once", async () => {
  const project = await shared();
  const viewer = await aMember(project.id, "viewer");
  await removeMember(viewer, project.id, viewer.userId);
  await expect(removeMember(owner, project.id, owner.userId)).rejects.toMatchObject({ key: "projects.members.lastOwner" });
  await expect(changeRole(owner, project.id, owner.userId, "member")).rejects.toMatchObject({ key: "projects.members.lastOwner" });
  const second = await aUser();
  await aBinding(project.id, second.id, "owner");
  const both = await Promise.allSettled([
    removeMember(owner, project.id, owner.userId),
    removeMember(actorOf(second), project.id, second.id),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("each change of a project and its members has its audit row", async () => {
  const project = await shared("audited");
  const user = await aUser();
  await updateProject(owner, project.id, { description: "d" });
  await addMember(owner, project.id, { name: user.name, role: "member" });
  await changeRole(owner, project.id, user.id, "viewer");
  await removeMember(owner, project.id, user.id);
  await deleteProject(owner, project.id);
  await restoreProject(owner, project.id);
  const rows = await db.select().from(auditEvents).where(eq(auditEvents.projectId, project.id)).orderBy(auditEvents.seq);
  expect(rows.map(({ verb }) => verb.split(".")[1])).toEqual([
    "created",
    "updated",
    "member_added",
    "role_changed",
    "member_removed",
    "deleted",
    "restored",
  ]);
});
