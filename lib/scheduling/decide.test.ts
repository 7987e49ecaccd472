import fc from "fast-check";
import { expect, test } from "vitest";
import type { Resources } from "@/lib/compute/workload";
import { type Ask, decide, type Holding, inOrder } from "@/lib/scheduling/decide";
import { fits, minus } from "@/lib/scheduling/resources";

const GiB = 2 ** 30;
const now = new Date("2026-11-21T12:00:00Z");
const amount = (cpu: number, memory = cpu): Resources => ({ cpuMilli: cpu * 1000, memoryBytes: memory * GiB, accelerators: {} });
const node = (name: string, cpu: number, ok = true) => ({ name, allocatable: amount(cpu), conditions: [{ type: "Ready", ok }] });
const ask = (id: string, cpu: number, values: Partial<Ask> = {}): Ask => ({
  id,
  resources: amount(cpu),
  priority: 0,
  since: new Date(now.getTime() - 60_000),
  maxRunSeconds: null,
  ...values,
});
const held = (id: string, cpu: number, values: Partial<Holding> = {}): Holding => ({
  id,
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
