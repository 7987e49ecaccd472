import fc from "fast-check";
import { expect, test } from "vitest";
import { type Quota, unlimited } from "@/lib/compute/tenancy";
import type { Resources } from "@/lib/compute/workload";
import { type Ask, decide, type Holding, inOrder } from "@/lib/scheduling/decide";
import { fits, minus } from "@/lib/scheduling/resources";

const GiB = 2 ** 30;
const now = new Date("2026-11-21T12:00:00Z");
const amount = (cpu: number, memory = cpu): Resources => ({ cpuMilli: cpu * 1000, memoryBytes: memory * GiB, accelerators: {} });
const node = (name: string, cpu: number, ok = true) => ({ name, allocatable: amount(cpu), conditions: [{ type: "Ready", ok }] });
const ask = (id: string, cpu: number, values: Partial<Ask> = {}): Ask => ({
  id,
  projectId: "p",
  resources: amount(cpu),
  priority: 0,
  since: new Date(now.getTime() - 60_000),
  maxRunSeconds: null,
  ...values,
});
const held = (id: string, cpu: number, values: Partial<Holding> = {}): Holding => ({
  id,
  projectId: "p",
  node: "n",
  resources: amount(cpu),
  since: now,
  maxRunSeconds: null,
  isService: false,
  ...values,
});

test("what fits starts at once", () => {
  expect([...decide([ask("a", 1), ask("b", 1)], [node("n", 2)], [], now).admitted]).toEqual([
    ["a", "n"],
    ["b", "n"],
  ]);
});

test("the older one goes first, whatever the order of the list", () => {
  const old = ask("z", 2, { since: new Date(now.getTime() - 90_000) });
  expect([...decide([ask("a", 2), old], [node("n", 2)], [], now).admitted.keys()]).toEqual(["z"]);
});

test("a higher priority goes before age", () => {
  const urgent = ask("urgent", 2, { priority: 5, since: now });
  expect([...decide([ask("a", 2), urgent], [node("n", 2)], [], now).admitted.keys()]).toEqual(["urgent"]);
});

test("copies start together, each where there is room, or not at all", () => {
  const nodes = [node("n", 3), node("m", 2)];
  const of = (copies: number, holdings: readonly Holding[] = []) => decide([ask("a", 1, { copies })], nodes, holdings, now);
  expect(of(5).places.get("a")?.toSorted()).toEqual(["m", "m", "n", "n", "n"]);
  expect(of(6).never.has("a")).toBe(true);
  expect(of(5, [held("x", 1)]).waiting.has("a")).toBe(true);
});

test("copies count together against a quota", () => {
  const quotas = new Map([["p", { ...unlimited, cpuMilli: 2_000 }]]);
  const { overQuota, places } = decide([ask("a", 1, { copies: 3 }), ask("b", 1, { copies: 2 })], [node("n", 9)], [], now, quotas);
  expect([overQuota.get("a")?.asked, places.get("b")]).toEqual([3_000, ["n", "n"]]);
});

test("what no node could ever take is said to never start, and holds up nobody", () => {
  const decisions = decide([ask("huge", 9), ask("b", 1)], [node("n", 2)], [], now);
  expect([...decisions.never]).toEqual(["huge"]);
  expect([...decisions.admitted.keys()]).toEqual(["b"]);
});

test("a younger one does not pass an older one that waits for the same node", () => {
  const decisions = decide([ask("old", 2), ask("young", 1, { since: now })], [node("n", 2)], [held("runs", 1)], now);
  expect([...decisions.admitted.keys()]).toEqual([]);
  expect(decisions.waiting.get("young")).toMatchObject({ ahead: 1 });
});

test("a younger one passes if it surely ends before the older one could start", () => {
  const runs = held("runs", 1, { maxRunSeconds: 600 });
  const short = ask("short", 1, { since: now, maxRunSeconds: 500 });
  const long = ask("long", 1, { since: now, maxRunSeconds: 700 });
  expect([...decide([ask("old", 2), long, short], [node("n", 2)], [runs], now).admitted.keys()]).toEqual(["short"]);
  expect(decide([ask("old", 2)], [node("n", 2)], [runs], now).waiting.get("old")).toMatchObject({ startsWithinSeconds: 600, ahead: 0 });
});

test("what waits for a service to end does not hold up others", () => {
  const decisions = decide(
    [ask("old", 2), ask("young", 1, { since: now })],
    [node("n", 2)],
    [held("service", 1, { isService: true })],
    now,
  );
  expect([...decisions.admitted.keys()]).toEqual(["young"]);
});

test("a node that is not ready takes nothing", () => {
  expect(decide([ask("a", 1)], [node("n", 2, false)], [], now).admitted.size).toBe(0);
});

test("of two nodes the fuller one is taken, so that large gaps stay", () => {
  expect(decide([ask("a", 1)], [node("m", 4), node("n", 4)], [held("x", 2)], now).admitted.get("a")).toBe("n");
});

const anAsk = fc.record({
  id: fc.uuid(),
  resources: fc.record({
    cpuMilli: fc.integer({ min: 1, max: 6000 }),
    memoryBytes: fc.integer({ min: 1, max: 100 }),
    accelerators: fc.constant({}),
  }),
  priority: fc.integer({ min: -1, max: 1 }),
  since: fc.date({ min: new Date("2026-01-01"), max: now, noInvalidDate: true }),
  maxRunSeconds: fc.option(fc.integer({ min: 1, max: 1000 })),
  projectId: fc.constantFrom("p", "q"),
});
const someNodes = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("a", "b", "c"),
    allocatable: fc.record({
      cpuMilli: fc.integer({ min: 0, max: 8000 }),
      memoryBytes: fc.integer({ min: 0, max: 200 }),
      accelerators: fc.constant({}),
    }),
    conditions: fc.constant([]),
  }),
  { minLength: 1, selector: (n) => n.name },
);
const queues = fc.uniqueArray(anAsk, { maxLength: 30, selector: (a) => a.id });

test("no node is ever over-allocated, and everyone is admitted, waits or never starts", () => {
  fc.assert(
    fc.property(queues, someNodes, (queue, nodes) => {
      const { admitted, waiting, never } = decide(queue, nodes, [], now);
      for (const each of nodes) {
        const rest = queue.filter((a) => admitted.get(a.id) === each.name).reduce((free, a) => minus(free, a.resources), each.allocatable);
        expect(rest.cpuMilli).toBeGreaterThanOrEqual(0);
        expect(rest.memoryBytes).toBeGreaterThanOrEqual(0);
      }
      expect(admitted.size + waiting.size + never.size).toBe(queue.length);
    }),
  );
});

test("whoever waits could not have started even in front of all younger ones", () => {
  fc.assert(
    fc.property(queues, someNodes, (queue, nodes) => {
      const { waiting, never } = decide(queue, nodes, [], now);
      const order = inOrder(queue).filter((a) => !never.has(a.id));
      const first = order.find((a) => waiting.has(a.id));
      if (!first) return;
      const before = order.slice(0, order.indexOf(first));
      const rest = decide(before, nodes, [], now).admitted;
      for (const each of nodes) {
        const free = before.filter((a) => rest.get(a.id) === each.name).reduce((left, a) => minus(left, a.resources), each.allocatable);
        expect(fits(first.resources, free)).toBe(false);
      }
    }),
  );
});

test("the queue empties in the end: as what runs ends, the oldest always gets its turn", () => {
  fc.assert(
    fc.property(queues, someNodes, (queue, nodes) => {
      const { never } = decide(queue, nodes, [], now);
      let left = queue.filter((a) => !never.has(a.id));
      while (left.length > 0) {
        const { admitted } = decide(left, nodes, [], now);
        expect(admitted.has(inOrder(left)[0]?.id ?? "")).toBe(true);
        left = left.filter((a) => !admitted.has(a.id));
      }
    }),
  );
});

const limited = (cpu: number, values: Partial<Quota> = {}) => new Map([["p", { ...unlimited, cpuMilli: cpu * 1000, ...values }]]);

test("what its project's quota does not allow waits, says by how much, and holds up no other project", () => {
  const queue = [ask("a", 2), ask("b", 3, { since: now }), ask("c", 3, { since: now, projectId: "q" })];
  const { admitted, overQuota } = decide(queue, [node("n", 8)], [held("runs", 1)], now, limited(4));
  expect([...admitted.keys()]).toEqual(["a", "c"]);
  expect(overQuota.get("b")).toEqual({ resource: "cpu", limit: 4000, used: 3000, asked: 3000, ahead: 0 });
});

test("a small younger one does not pass an older one that waits for the same quota", () => {
  const queue = [ask("old", 3), ask("young", 1, { since: now }), ask("huge", 9, { since: now, priority: 5 })];
  const { admitted, overQuota } = decide(queue, [node("n", 16)], [held("runs", 2)], now, limited(4));
  expect([...admitted.keys()]).toEqual([]);
  expect(overQuota.get("young")).toMatchObject({ ahead: 1 });
  expect(overQuota.get("huge")).toMatchObject({ ahead: 0, asked: 9000, limit: 4000 });
});

test("accelerators count by their type; a project beyond its quota still starts what asks for nothing of it", () => {
  const gpu = (count: number) => ({ ...amount(1), accelerators: { "nvidia.com/gpu": count } });
  const nodes = [{ ...node("n", 8), allocatable: { ...amount(8), accelerators: { "nvidia.com/gpu": 8 } } }];
  const quotas = limited(8, { accelerators: { "nvidia.com/gpu": 2 } });
  const queue = [ask("two", 1, { resources: gpu(2) }), ask("none", 1, { since: now })];
  const { admitted, overQuota } = decide(queue, nodes, [held("runs", 1, { resources: gpu(4) })], now, quotas);
  expect([...admitted.keys()]).toEqual(["none"]);
  expect(overQuota.get("two")).toMatchObject({ resource: "nvidia.com/gpu", limit: 2, used: 4, asked: 2 });
});

test("no project ever gets more than its quota, and whoever is first gets its turn", () => {
  fc.assert(
    fc.property(queues, someNodes, fc.integer({ min: 1, max: 8 }), (queue, nodes, cpu) => {
      const { admitted, overQuota, waiting, never } = decide(queue, nodes, [], now, limited(cpu));
      const used = queue.filter((a) => a.projectId === "p" && admitted.has(a.id)).reduce((sum, a) => sum + a.resources.cpuMilli, 0);
      expect(used).toBeLessThanOrEqual(cpu * 1000);
      expect(admitted.size + overQuota.size + waiting.size + never.size).toBe(queue.length);
      const first = inOrder(queue).find((a) => !never.has(a.id) && (a.projectId === "q" || a.resources.cpuMilli <= cpu * 1000));
      expect(first === undefined || admitted.has(first.id)).toBe(true);
    }),
  );
});

test("what others run on a node of a cluster is not given away, and does not make it too small for ever", () => {
  const resources = (cpuMilli: number, gpus: number) => ({ cpuMilli, memoryBytes: 0, accelerators: { gpu: gpus } });
  const node = {
    name: "n",
    allocatable: resources(8000, 8),
    conditions: [],
    requested: resources(6000, 6),
    cluster: { version: "v1", taints: [], podLimit: 110, otherPods: 1, workloads: [{ id: "w", pods: 1, resources: resources(1000, 2) }] },
  };
  const held = {
    id: "w",
    projectId: "p",
    node: "n",
    resources: resources(1000, 2),
    since: new Date(0),
    maxRunSeconds: null,
    isService: false,
  };
  const asked = (gpus: number) => ({
    id: "a",
    projectId: "p",
    resources: resources(100, gpus),
    priority: 0,
    since: new Date(0),
    maxRunSeconds: null,
  });
  expect(decide([asked(2)], [node], [held], new Date(0)).admitted.get("a")).toBe("n");
  expect(decide([asked(3)], [node], [held], new Date(0)).waiting.get("a")).toMatchObject({ node: "n", free: { accelerators: { gpu: 2 } } });
  expect(decide([asked(9)], [node], [held], new Date(0)).never.has("a")).toBe(true);
});

test.each([
  { type: "Schedulable", ok: false },
  { type: "Admits", ok: false },
])("nothing starts on a node that is not open: %o", (condition) => {
  const node = { name: "n", allocatable: { cpuMilli: 8000, memoryBytes: 0, accelerators: {} }, conditions: [condition] };
  const ask = {
    id: "a",
    projectId: "p",
    resources: { cpuMilli: 1, memoryBytes: 0, accelerators: {} },
    priority: 0,
    since: new Date(0),
    maxRunSeconds: null,
  };
  expect(decide([ask], [node], [], new Date(0)).admitted.size).toBe(0);
});
