import { expect, test } from "vitest";
import { inBatches } from "@/lib/jobs/in-batches";

async function* numbers(count: number, everyMs = 0) {
  for (let i = 0; i < count; i++) {
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    yield i;
  }
}

async function gather<T>(source: AsyncIterable<readonly T[]>) {
  const batches: T[][] = [];
  for await (const batch of source) batches.push([...batch]);
  return batches;
}

test("nothing is lost, doubled or put in another order, and no batch is too large", async () => {
  const batches = await gather(inBatches(numbers(1000), { gapMs: 1, most: 64 }));
  expect(batches.flat()).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(64);
});

test("what comes close together is gathered, the first comes at once", async () => {
  const batches = await gather(inBatches(numbers(20, 3), { gapMs: 40, most: 100 }));
  expect(batches[0]).toEqual([0]);
  expect(batches.length).toBeLessThan(8);
});

test("a failure comes after what was read before it", async () => {
  async function* failing() {
    yield 1;
    throw new Error("broken");
  }
  const seen: number[] = [];
  const reading = (async () => {
    for await (const batch of inBatches(failing(), { gapMs: 5, most: 10 })) seen.push(...batch);
  })();
  await expect(reading).rejects.toThrow("broken");
  expect(seen).toEqual([1]);
});

test("leaving early ends the source", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      ended = true;
    }
  }
  for await (const _ of inBatches(endless(), { gapMs: 0, most: 5 })) break;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(ended).toBe(true);
});
