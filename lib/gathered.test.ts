import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { gathered } from "@/lib/gathered";

test("who asks while a run is under way is served by the next one, together", async () => {
  const runs: (readonly number[])[] = [];
  const ask = gathered(async (inputs: readonly number[]) => {
    runs.push(inputs);
    await pause(5);
    return inputs.map((input) => input * 10);
  });
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([10, 20, 30]);
  expect(await ask(4)).toBe(40);
  expect(runs).toEqual([[1], [2, 3], [4]]);
});

test("nobody fails for another's sake, and the next run begins all the same", async () => {
  const ask = gathered(async (inputs: readonly number[]) => {
    await pause(1);
    if (inputs.includes(2)) throw new Error("no two");
    return inputs;
  });
  const [first, second, third] = await Promise.allSettled([1, 2, 3].map(ask));
  expect([first, third]).toMatchObject([{ value: 1 }, { value: 3 }]);
  expect(second).toMatchObject({ status: "rejected", reason: { message: "no two" } });
  expect(await ask(5)).toBe(5);
});

test("an answer too few is an error, not a wait without an end", async () => {
  const ask = gathered(async () => []);
  await expect(ask(1)).rejects.toThrow("1 asked and 0 were answered");
});
