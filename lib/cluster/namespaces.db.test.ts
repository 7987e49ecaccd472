import { desc, eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEvents, projects } from "@/db/schema";
import { aMember, anAdministrator, aProject } from "@/db/testing/factories";
import { listNamespaces } from "@/lib/cluster/list-namespaces";
import { publishNamespaces } from "@/lib/cluster/publish-namespaces";
import { removeNamespace } from "@/lib/cluster/remove-namespace";
import { backendNamed } from "@/lib/compute/backends";
import { isEmpty, type TenantContent, type Tenants } from "@/lib/compute/tenancy";
import { newId } from "@/lib/id";
import { idsOfOperationsToSync, syncOperation } from "@/lib/operations/sync-operation";
import { idsOfTenantsToSync } from "@/lib/projects/sync-tenant";

const administrator = await anAdministrator();
const empty: TenantContent = { workloads: 0, volumes: 0, foreign: 0 };
const contents = new Map<string, TenantContent>();
const ending = new Set<string>();
const places: Tenants = {
  keepTenant: async () => undefined,
  tenantUse: async () => undefined,
  listTenants: async () =>
    [...contents.keys()].map((projectId) => ({ projectId, name: `ns-${projectId}`, isEnding: ending.has(projectId) })),
  tenantContent: async (projectId) => contents.get(projectId),
  async removeTenant(projectId, { evenIfUsed }) {
    const content = contents.get(projectId);
    if (content && !isEmpty(content) && !evenIfUsed) return content;
    if (ending.has(projectId)) return undefined;
    contents.delete(projectId);
    return undefined;
  },
};
const backend = Object.assign(backendNamed("fake"), places);
const worker = setInterval(async () => {
  for (const id of await idsOfOperationsToSync()) await syncOperation(id);
}, 50).unref();

afterEach(() => {
  contents.clear();
  ending.clear();
});

async function seen() {
  await publishNamespaces(backend);
  return (await listNamespaces(administrator, { limit: 100 })).items;
}

test("administrators see what each namespace holds and whose it is, those whose project is gone first", async () => {
  const [living, deleted] = [await aProject(), await aProject()];
  await db.update(projects).set({ deletedAt: new Date() }).where(eq(projects.id, deleted.id));
  const gone = newId();
  contents.set(living.id, { workloads: 2, volumes: 1, foreign: 0 }).set(deleted.id, empty).set(gone, empty).set("by-hand", empty);
  const items = await seen();
  expect(items).toHaveLength(3);
  expect(items[2]).toMatchObject({
    project: { slug: living.slug, isDeleted: false },
    content: { workloads: 2, volumes: 1, foreign: 0 },
  });
  expect(items).toContainEqual(expect.objectContaining({ projectId: gone, project: null, name: `ns-${gone}` }));
  expect(items).toContainEqual(expect.objectContaining({ projectId: deleted.id, project: expect.objectContaining({ isDeleted: true }) }));
  expect((await idsOfTenantsToSync()).toSorted()).toEqual([gone, deleted.id].toSorted());
  const member = await aMember(living.id);
  await expect(listNamespaces(member, { limit: 10 })).rejects.toMatchObject({ code: "not_found" });
  await expect(removeNamespace(member, { projectId: gone, evenIfUsed: true })).rejects.toMatchObject({ code: "not_found" });
});

test("one that a project has anew at once is removed all the same", async () => {
  const living = await aProject();
  contents.set(living.id, empty);
  ending.add(living.id);
  await seen();
  setTimeout(() => ending.clear(), 300);
  expect(await removeNamespace(administrator, { projectId: living.id, evenIfUsed: false })).toMatchObject({ status: "succeeded" });
  expect((await seen())[0]).toMatchObject({ projectId: living.id, isEnding: false });
});

test("only an empty namespace is removed, or any on request, and both are audited", async () => {
  const gone = newId();
  contents.set(gone, { workloads: 0, volumes: 1, foreign: 0 });
  await seen();
  expect(await removeNamespace(administrator, { projectId: gone, evenIfUsed: false })).toMatchObject({
    status: "failed",
    message: { key: "cluster.namespaces.kept", params: { volumes: 1 } },
  });
  expect(contents.has(gone)).toBe(true);
  expect(await removeNamespace(administrator, { projectId: gone, evenIfUsed: true })).toMatchObject({ status: "succeeded" });
  expect((await listNamespaces(administrator, { limit: 100 })).items).toEqual([]);
  const [last] = await db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.verb, "namespace.removed"))
    .orderBy(desc(auditEvents.seq))
    .limit(1);
  expect(last).toMatchObject({ subjectName: `ns-${gone}`, fields: { evenIfUsed: true } });
  await expect(removeNamespace(administrator, { projectId: gone, evenIfUsed: true })).rejects.toMatchObject({ code: "not_found" });
  clearInterval(worker);
});
