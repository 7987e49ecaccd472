import { and, desc, eq, isNull } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { auditEvents, operations, replicas } from "@/db/schema";
import { aMember, anAdministrator, aProject } from "@/db/testing/factories";
import { aNode, seeNodes } from "@/db/testing/node-factories";
import { aJob } from "@/db/testing/train-factories";
import { cordonNode, uncordonNode } from "@/lib/cluster/cordon-node";
import { cancelDrain, drainNode, planDrain } from "@/lib/cluster/drain-node";
import { getNode } from "@/lib/cluster/get-node";
import type { DrainedPod } from "@/lib/compute/backend";
import { backendNamed } from "@/lib/compute/backends";
import type { fakeBackend } from "@/lib/compute/fake";
import { idsOfOperationsToSync, syncOperation } from "@/lib/operations/sync-operation";
import { stopAll } from "@/lib/worker/background";

const administrator = await anAdministrator();
const { control } = backendNamed("fake") as unknown as ReturnType<typeof fakeBackend>;

function pod(name: string, change: Partial<DrainedPod> = {}): DrainedPod {
  return { namespace: "ns", name, workload: null, fate: "moves", ...change };
}

const cordoned = {
  conditions: [{ type: "Schedulable", ok: false }],
  cluster: { version: "v1", taints: [], podLimit: 110, otherPods: 0, workloads: [] },
};

async function drainOf(name: string) {
  return (await getNode(administrator, name)).drain;
}

async function lastAudit(verb: string) {
  const [row] = await db.select().from(auditEvents).where(eq(auditEvents.verb, verb)).orderBy(desc(auditEvents.seq)).limit(1);
  return row;
}

test("a node is taken out of use and back by administrators alone, and both are audited", async () => {
  await seeNodes([aNode({ name: "a" })]);
  const worker = setInterval(async () => {
    for (const id of await idsOfOperationsToSync()) await syncOperation(id);
  }, 50);
  expect(await cordonNode(administrator, { name: "a" })).toMatchObject({ status: "succeeded" });
  expect(control.cordoned.has("a")).toBe(true);
  expect(await lastAudit("node.cordoned")).toMatchObject({ subjectName: "a", outcome: "done", fields: { node: "a" } });
  expect(await uncordonNode(administrator, { name: "a" })).toMatchObject({ status: "succeeded" });
  clearInterval(worker);
  expect(control.cordoned.has("a")).toBe(false);
  const member = await aMember((await aProject()).id);
  await expect(cordonNode(member, { name: "a" })).rejects.toMatchObject({ code: "not_found" });
});

test("a plan names jobs as people know them, and says why what cannot move cannot", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  const { job, attempt } = await aJob(project.id, member.userId, { status: "running" });
  const gang = await aJob(project.id, member.userId, { status: "running" });
  const ranks = [0, 1].map((rank) => ({ workloadId: gang.attempt.id, role: "worker", rank, phase: "running" as const }));
  await db.insert(replicas).values(ranks);
  await seeNodes([aNode({ name: "b" })]);
  control.setPods("b", [
    pod("w-1", { workload: attempt.id, fate: "retries" }),
    pod("w-2", { workload: gang.attempt.id, fate: "retries" }),
    pod("db-0", { fate: "waits", reason: { key: "budget", params: { budget: "db" } } }),
  ]);
  expect((await planDrain(administrator, { name: "b", endsLocalData: false })).pods).toMatchObject([
    { fate: "retries", reason: null, workload: { kind: "job", name: job.name, slug: job.slug, project: project.slug } },
    { fate: "ends", workload: { name: gang.job.name } },
    { fate: "waits", reason: { key: "cluster.drain.reason.budget", params: { budget: "db" } }, workload: null },
  ]);
});

test("a drain tells how far it is, waits for a budget, and goes on in another worker until nothing is left that can go", async () => {
  await seeNodes([aNode({ name: "c", ...cordoned })]);
  control.setPods("c", [
    pod("one"),
    pod("held", { fate: "waits", reason: { key: "budget", params: { budget: "db" } } }),
    pod("log", { fate: "stays" }),
  ]);
  const begun = await drainNode(administrator, { name: "c", endsLocalData: false });
  expect(begun).toMatchObject({ node: "c", status: "queued", endedAt: null });
  expect(await drainNode(administrator, { name: "c", endsLocalData: false })).toEqual(begun);
  const ids = await idsOfOperationsToSync();
  expect(ids).toHaveLength(1);
  await syncOperation(ids[0] ?? "");
  await vi.waitFor(async () =>
    expect(await drainOf("c")).toMatchObject({
      status: "running",
      total: 2,
      message: { key: "cluster.drain.waitsForBudget", params: { budget: "db" } },
    }),
  );
  expect((await getNode(administrator, "c")).state).toBe("draining");

  await stopAll();
  expect(await drainOf("c")).toMatchObject({ status: "running", endedAt: null });
  control.setPods("c", [pod("log", { fate: "stays" }), pod("db", { fate: "stuck", reason: { key: "localData" } })]);
  await syncOperation(ids[0] ?? "");
  await vi.waitFor(async () =>
    expect(await drainOf("c")).toMatchObject({ status: "succeeded", message: { key: "cluster.drain.leftOver", params: { count: 1 } } }),
  );
  expect((await getNode(administrator, "c")).state).toBe("cordoned");
});

test("a drain that is ended asks no further pod, and leaves the node out of use", async () => {
  await seeNodes([aNode({ name: "d", ...cordoned })]);
  control.setPods("d", [pod("held", { fate: "waits" })]);
  await drainNode(administrator, { name: "d", endsLocalData: true });
  const [row] = await db
    .select()
    .from(operations)
    .where(and(eq(operations.subjectName, "d"), isNull(operations.endedAt)));
  await syncOperation(row?.id ?? "");
  await vi.waitFor(async () => expect(await drainOf("d")).toMatchObject({ status: "running", total: 1 }));
  await cancelDrain(administrator, { name: "d" });
  expect(await drainOf("d")).toMatchObject({ isCancelling: true });
  await vi.waitFor(async () => expect(await drainOf("d")).toMatchObject({ status: "cancelled" }), 5_000);
  expect(control.cordoned.has("d")).toBe(true);
  await cancelDrain(administrator, { name: "d" });
  expect(await drainOf("d")).toMatchObject({ status: "cancelled", isCancelling: false });
});

test("a mistyped name is no node without pods", async () => {
  await seeNodes([aNode({ name: "e" })]);
  const input = { name: "f", endsLocalData: false };
  for (const ask of [planDrain, drainNode, cordonNode, uncordonNode])
    await expect(ask(administrator, input)).rejects.toMatchObject({ code: "not_found" });
});
