import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEvents, syncTasks } from "@/db/schema";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { unlimited } from "@/lib/compute/tenancy";
import type { Node } from "@/lib/compute/workload";
import { newId } from "@/lib/id";
import { getLimits } from "@/lib/projects/get-limits";
import { readTenancy } from "@/lib/projects/read-tenancy";
import { setEgress } from "@/lib/projects/set-egress";
import { setQuota } from "@/lib/projects/set-quota";
import { type AdmissionRequest, admit } from "@/lib/scheduling/admit";
import { assertWithinQuota } from "@/lib/scheduling/assert-within-quota";

const GiB = 2 ** 30;
const administrator = { ...actorOf(await aUser()), isAdministrator: true };
const quota = { ...unlimited, cpuMilli: 4000, podSecurity: "restricted" as const };
const node: Node = {
  name: "n",
  architecture: "x86-64",
  allocatable: { cpuMilli: 64_000, memoryBytes: 64 * GiB, accelerators: {} },
  accelerators: [],
  labels: {},
  conditions: [{ type: "Ready", ok: true }],
  isolation: "uid",
};

async function place() {
  const project = await aProject();
  const owner = await aMember(project.id, "owner");
  const ask = (name: string, cpu: number, compute: string): AdmissionRequest => ({
    subject: { type: "job", id: newId(), name },
    compute,
    projectId: project.id,
    userId: owner.userId,
    resources: { cpuMilli: cpu * 1000, memoryBytes: GiB, accelerators: {} },
    since: new Date(),
  });
  return { project, owner, ask };
}
const request = (one: AdmissionRequest) => admit([node], one);

test("what would go beyond the quota waits, with what is used, the limit and who holds most of it", async () => {
  const { project, owner, ask } = await place();
  await setQuota(administrator, project.id, quota);
  const holder = ask("large", 3, "q1");
  await request(holder);
  const next = ask("next", 2, "q1");
  expect(await request(next)).toEqual({
    status: "waiting",
    message: { key: "scheduling.quotaCpu", params: { limit: 4, used: 3, asked: 2 } },
    holder: { type: "job", id: holder.subject.id, name: "large" },
  });
  expect(await getLimits(owner, project.id)).toMatchObject({
    quota: { cpuMilli: 4000, memoryBytes: null },
    used: { cpuMilli: 3000, memoryBytes: GiB },
    holders: [{ name: "large", cpuMilli: 3000 }],
    cluster: null,
    isInCluster: false,
    version: 1,
  });

  await setQuota(administrator, project.id, { ...quota, cpuMilli: 5000 });
  expect(await db.select().from(syncTasks).where(eq(syncTasks.id, next.subject.id))).toHaveLength(1);
  expect(await request(next)).toEqual({ status: "admitted", node: "n" });

  await setQuota(administrator, project.id, { ...quota, cpuMilli: 1000 });
  expect((await getLimits(owner, project.id)).used.cpuMilli).toBe(5000);
  expect(await request(ask("later", 1, "q1"))).toMatchObject({ status: "waiting", message: { params: { limit: 1, used: 5 } } });
  await setQuota(administrator, project.id, { ...unlimited, podSecurity: "restricted" });
  expect(await request(ask("last", 8, "q1"))).toEqual({ status: "admitted", node: "n" });
});

test("what is larger than the whole quota is refused, naming the field", async () => {
  const { project } = await place();
  await setQuota(administrator, project.id, { ...quota, accelerators: { "nvidia.com/gpu": 1 } });
  const asked = { cpuMilli: 8000, memoryBytes: GiB, accelerators: {} };
  await expect(assertWithinQuota(project.id, asked)).rejects.toMatchObject({
    code: "quota_exceeded",
    fields: [{ path: "cpuMilli", key: "scheduling.quotaCpuEver", params: { limit: 4, asked: 8 } }],
  });
  const two = { cpuMilli: 1000, memoryBytes: GiB, accelerators: { "nvidia.com/gpu": 2 } };
  await expect(assertWithinQuota(project.id, two)).rejects.toMatchObject({ fields: [{ path: "accelerators" }] });
  await assertWithinQuota(project.id, { ...two, accelerators: { "amd.com/gpu": 2 } });
});

test("only an administrator sets a quota, and who read an older one cannot overwrite it", async () => {
  const { project, owner } = await place();
  await expect(setQuota(owner, project.id, quota)).rejects.toMatchObject({ code: "not_found" });
  const { version } = await setQuota(administrator, project.id, quota, 0);
  await expect(setQuota(administrator, project.id, quota, 0)).rejects.toMatchObject({ code: "stale" });
  expect((await setQuota(administrator, project.id, quota, version)).version).toBe(version + 1);
  const events = await db.select().from(auditEvents).where(eq(auditEvents.projectId, project.id));
  expect(events.map(({ verb }) => verb)).toEqual(["project.quota_set", "project.quota_set"]);
  expect(await db.select().from(syncTasks).where(eq(syncTasks.id, project.id))).toMatchObject([{ noun: "tenant" }]);
});

test("an owner allows places on the internet, an administrator also private networks, and both survive the other's change", async () => {
  const { project, owner } = await place();
  const open = { to: "Files.Example.com.", ports: [443] };
  await expect(setEgress(owner, project.id, { egress: [open, { to: "10.1.2.3", ports: [] }] })).rejects.toMatchObject({
    fields: [{ path: "egress.1.to", key: "projects.egress.private" }],
  });
  for (const to of ["db.data.svc", "metadata.internal", "169.254.169.254", "fd00::1"]) {
    await expect(setEgress(owner, project.id, { egress: [{ to, ports: [] }] })).rejects.toMatchObject({ code: "invalid" });
  }
  for (const to of ["intranet", "http://example.com", "203.0.113.0/99", "a b.com", "*.example.com", "1.2.3"]) {
    await expect(setEgress(owner, project.id, { egress: [{ to, ports: [] }] })).rejects.toMatchObject({
      fields: [{ path: "egress.0.to", key: "projects.egress.noPlace" }],
    });
  }
  const inner = { to: "10.1.2.3", ports: [5432] };
  await setEgress(administrator, project.id, { egress: [inner] });
  const both = await setEgress(owner, project.id, { egress: [open, inner, { to: "203.0.113.9/24", ports: [] }] });
  expect(both.egress).toEqual([
    { to: "files.example.com", ports: [443], mayBePrivate: false },
    { to: "10.1.2.3/32", ports: [5432], mayBePrivate: true },
    { to: "203.0.113.0/24", ports: [], mayBePrivate: false },
  ]);
  await expect(setEgress(owner, project.id, { egress: [{ ...inner, ports: [] }] })).rejects.toMatchObject({ code: "invalid" });
  expect((await readTenancy(project.id))?.egress).toHaveLength(3);
  expect(await readTenancy(newId())).toBeUndefined();
});
