import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRefresher } from "@/components/live/refresher";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("all who ask at the same time get one page, and the next comes a second later", async () => {
  const begin = vi.fn(async () => true);
  const { ask, arrived } = createRefresher(begin);
  ask();
  ask();
  await vi.advanceTimersByTimeAsync(20);
  expect(begin).toHaveBeenCalledTimes(1);
  arrived();
  ask();
  await vi.advanceTimersByTimeAsync(999);
  expect(begin).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(begin).toHaveBeenCalledTimes(2);
});

test("what changes while a page is under way is shown by one more, once that one is there", async () => {
  const begin = vi.fn(async () => true);
  const { ask, arrived } = createRefresher(begin);
  ask();
  await vi.advanceTimersByTimeAsync(20);
  for (let second = 0; second < 5; second++) {
    ask();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(begin).toHaveBeenCalledTimes(1);
  arrived();
  await vi.advanceTimersByTimeAsync(20);
  expect(begin).toHaveBeenCalledTimes(2);
  arrived();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begin).toHaveBeenCalledTimes(2);
});

test("a page that never comes is given up", async () => {
  const begin = vi.fn(async () => true);
  const { ask, arrived } = createRefresher(begin);
  ask();
  await vi.advanceTimersByTimeAsync(20);
  ask();
  await vi.advanceTimersByTimeAsync(14_999);
  expect(begin).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(21);
  expect(begin).toHaveBeenCalledTimes(2);
  arrived();
  arrived();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begin).toHaveBeenCalledTimes(2);
});

test("where no page may be asked for, the next who asks tries again", async () => {
  const begin = vi.fn(async () => false);
  const { ask } = createRefresher(begin);
  ask();
  await vi.advanceTimersByTimeAsync(20);
  ask();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begin).toHaveBeenCalledTimes(2);
});
