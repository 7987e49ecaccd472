import { and, eq, isNull } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import { allocations, queueEntries, syncTasks } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { aNode, seeNodes } from "@/db/testing/node-factories";
import type { Node } from "@/lib/compute/workload";
import { newId } from "@/lib/id";
import { type AdmissionRequest, admit, release } from "@/lib/scheduling/admit";
import { dryRun, dryRunInput } from "@/lib/scheduling/dry-run";
import { settleNodes } from "@/lib/scheduling/settle-nodes";

const GiB = 2 ** 30;
const project = await aProject();
const member = await aMember(project.id);
const nodes: readonly Node[] = [
  {
    name: "n",
    architecture: "x86-64",
    allocatable: { cpuMilli: 4000, memoryBytes: 8 * GiB, accelerators: {} },
    accelerators: [],
    labels: {},
    conditions: [{ type: "Ready", ok: true }],
    isolation: "uid",
  },
];

const ask = (compute: string, cpu: number, values: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  subject: { type: "job", id: newId(), name: "digits" },
  compute,
  projectId: project.id,
  userId: member.userId,
  resources: { cpuMilli: cpu * 1000, memoryBytes: GiB, accelerators: {} },
  since: new Date(),
  ...values,
});
const request = (each: AdmissionRequest) => admit(nodes, each);
const free = (compute: string, subjectId: string) => transaction((tx) => release(tx, { subjectId, compute }));
const isWoken = async (id: string) => (await db.delete(syncTasks).where(eq(syncTasks.id, id)).returning()).length > 0;
const open = (compute: string) =>
  db
    .select()
    .from(allocations)
    .where(and(eq(allocations.compute, compute), isNull(allocations.until)));

test("what fits holds its resources until they are released", async () => {
  const one = ask("c1", 3);
  expect(await request(one)).toEqual({ status: "admitted", node: "n" });
  expect(await request(one)).toEqual({ status: "admitted", node: "n" });
  expect(await open("c1")).toMatchObject([{ subjectId: one.subject.id, cpuMilli: 3000 }]);
  await free("c1", one.subject.id);
  await free("c1", one.subject.id);
  expect(await open("c1")).toEqual([]);
});

test("waiting says why and who holds it, reserves nothing, and starts when its turn comes", async () => {
  const holder = ask("c2", 3, { subject: { type: "job", id: newId(), name: "holder" } });
  await request(holder);
  const next = ask("c2", 2);
  expect(await request(next)).toEqual({
    status: "waiting",
    message: { key: "timeline.waitsFor", params: { cpu: 2, memoryGib: 1, freeCpu: 1, freeMemoryGib: 7 } },
    holder: { type: "job", id: holder.subject.id, name: "holder" },
  });
  expect(await request(ask("c2", 1))).toMatchObject({ status: "waiting", message: { key: "timeline.queuedBehind", params: { count: 1 } } });
  expect(await open("c2")).toHaveLength(1);
  await free("c2", holder.subject.id);
  expect(await isWoken(next.subject.id)).toBe(true);
  expect(await request(next)).toEqual({ status: "admitted", node: "n" });
});

test("whoever asks starts all whose turn it is, and who did not ask is woken", async () => {
  const holder = ask("c6", 4);
  await request(holder);
  const [first, second, third] = [ask("c6", 2), ask("c6", 1), ask("c6", 1)];
  for (const one of [first, second, third]) expect(await request(one)).toMatchObject({ status: "waiting" });
  await free("c6", holder.subject.id);
  expect([await isWoken(first.subject.id), await isWoken(second.subject.id)]).toEqual([true, false]);
  expect(await request(first)).toMatchObject({ status: "admitted" });
  expect([await isWoken(first.subject.id), await isWoken(second.subject.id), await isWoken(third.subject.id)]).toEqual([false, true, true]);
  expect(await open("c6")).toHaveLength(3);
});

test("who is asked for twice at the same time holds once", async () => {
  const one = ask("c7", 1);
  expect(await Promise.all([request(one), request(one), request(one)])).toEqual(Array(3).fill({ status: "admitted", node: "n" }));
  expect(await open("c7")).toHaveLength(1);
});

test("a request that the database refuses harms nobody who asked beside it", async () => {
  const good = [ask("c8", 1), ask("c8", 1)];
  const asked = await Promise.allSettled([request(ask("c8", 1)), request(ask("c8", 1, { projectId: newId() })), ...good.map(request)]);
  expect(asked.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(await open("c8")).toHaveLength(3);
});

test("what no node could take is told so at once", async () => {
  expect(await request(ask("c3", 5))).toEqual({
    status: "never",
    message: { key: "scheduling.neverCpu", params: { asked: 5, largest: 4 } },
  });
});

test("leaving the queue lets the next one pass", async () => {
  const holder = ask("c4", 3);
  await request(holder);
  const big = ask("c4", 4);
  const small = ask("c4", 1);
  await request(big);
  expect(await request(small)).toMatchObject({ status: "waiting" });
  await free("c4", big.subject.id);
  expect(await request(small)).toMatchObject({ status: "admitted" });
});

test("whoever asks at the same time, no core is given twice and all get their turn", { timeout: 60_000 }, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
      const compute = `property-${run++}`;
      const waiting = new Map(sizes.map((size) => ask(compute, size)).map((each) => [each.subject.id, each]));
      await Promise.all([...waiting.values()].map(request));
      while (waiting.size > 0) {
        const holding = await open(compute);
        expect(holding.length).toBeGreaterThan(0);
        expect(holding.reduce((sum, each) => sum + each.cpuMilli, 0)).toBeLessThanOrEqual(4000);
        for (const { subjectId } of holding) waiting.delete(subjectId);
        // Some give back while others ask: whoever is woken asks again, and nobody else.
        const again = () => Promise.all([...waiting.values()].map(async (one) => (await isWoken(one.subject.id)) && request(one)));
        await Promise.all([...holding.map(({ subjectId }) => free(compute, subjectId)), again()]);
        await again();
      }
      expect(await db.select().from(queueEntries).where(eq(queueEntries.compute, compute))).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test("the dry run says what admission would do", async () => {
  await seeNodes(nodes);
  const input = (cpu: number) => dryRunInput.parse({ projectId: project.id, cpuMilli: cpu * 1000, memoryBytes: GiB });
  expect(await dryRun(member, input(4))).toMatchObject({ outcome: "now", node: "n", message: { key: "scheduling.startsNow" } });
  expect(await dryRun(member, input(9))).toMatchObject({ outcome: "never", message: { key: "scheduling.neverCpu" } });
  const other = await aProject();
  await request(ask("fake", 2, { projectId: other.id, subject: { type: "job", id: newId(), name: "secret" } }));
  await request(ask("fake", 1, { maxRunSeconds: 600 }));
  const waits = await dryRun(member, input(3));
  expect(waits).toMatchObject({
    outcome: "queues",
    ahead: 0,
    reasons: [{ key: "scheduling.queuesReason" }, { key: "scheduling.heldByUntil" }, { key: "scheduling.heldByOthers" }],
  });
  expect(JSON.stringify(waits)).not.toContain("secret");
  expect(await dryRun(member, input(1))).toMatchObject({ outcome: "now" });
  await expect(dryRun(await aMember(other.id), input(1))).rejects.toMatchObject({ code: "not_found" });
});

test("the dry run counts accelerators by their names, and says who else holds a node", async () => {
  const gpus = (count: number) => ({ cpuMilli: 8000, memoryBytes: 32 * GiB, accelerators: { "nvidia.com/gpu": count } });
  const cluster = { version: "v1", taints: [], podLimit: 110, otherPods: 2, workloads: [] };
  await seeNodes([aNode({ name: "g", allocatable: gpus(8), requested: { ...gpus(6), cpuMilli: 1000, memoryBytes: 0 }, cluster })]);
  const input = (accelerators: string) => dryRunInput.parse({ projectId: project.id, cpuMilli: 1, memoryBytes: 1, accelerators });
  expect(await dryRun(member, input("nvidia.com/gpu=2"))).toMatchObject({ outcome: "now", node: "g" });
  expect(await dryRun(member, input("nvidia.com/gpu=3"))).toMatchObject({
    outcome: "queues",
    reasons: [
      { key: "scheduling.queuesAccelerators", params: { type: "nvidia.com/gpu", asked: 3, free: 2 } },
      { key: "scheduling.queuesReason" },
      { key: "scheduling.heldOutside", params: { cpu: 1 } },
    ],
  });
  expect(await dryRun(member, input("nvidia.com/gpu=12"))).toMatchObject({
    outcome: "never",
    message: { key: "scheduling.neverSoManyAccelerators", params: { asked: 12, largest: 8 } },
  });
  expect(await dryRun(member, input("amd.com/gpu=1"))).toMatchObject({ outcome: "never", message: { key: "scheduling.neverAccelerator" } });
  expect(dryRunInput.safeParse({ ...input(""), accelerators: "nvidia.com/gpu" }).success).toBe(false);
});

test("what is held is counted where it really runs, rank by rank, and settling twice changes nothing", async () => {
  const asked = ask("c5", 1);
  await request(asked);
  const [row] = await db.select().from(allocations).where(eq(allocations.subjectId, asked.subject.id));
  if (!row) throw new Error("nothing is held");
  await db.insert(allocations).values({ ...row, id: newId() });
  const where = async () =>
    (await db.select({ node: allocations.node }).from(allocations).where(eq(allocations.subjectId, asked.subject.id)))
      .map(({ node }) => node)
      .toSorted();
  await transaction((tx) => settleNodes(tx, asked.subject.id, ["b", ""]));
  expect(await where()).toEqual(["b", "n"]);
  await transaction((tx) => settleNodes(tx, asked.subject.id, ["c", "b"]));
  expect(await where()).toEqual(["b", "c"]);
  await transaction((tx) => settleNodes(tx, asked.subject.id, ["b", "c"]));
  expect(await where()).toEqual(["b", "c"]);
});
