import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { recent } from "@/lib/recent";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an answer is trusted for ten seconds, and asked for once for all who want to know", async () => {
  const read = vi.fn(async () => undefined);
  const ask = recent(10_000, read);
  await Promise.all([ask(), ask()]);
  vi.advanceTimersByTime(9_999);
  await ask();
  expect(read).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  await ask();
  expect(read).toHaveBeenCalledTimes(2);
  ask.forget();
  await ask();
  expect(read).toHaveBeenCalledTimes(3);
});

test("who does not answer is asked again by the next who wants to know", async () => {
  let isAway = true;
  const ask = recent(10_000, async () => {
    if (isAway) throw new AppError("unavailable", "compute.clusterAway");
    return "here";
  });
  await expect(ask()).rejects.toMatchObject({ code: "unavailable" });
  isAway = false;
  expect(await ask()).toBe("here");
});

test("a failure that comes late takes no newer answer away", async () => {
  const first = Promise.withResolvers<string>();
  const read = vi.fn(async () => "new").mockReturnValueOnce(first.promise);
  const ask = recent(10, read);
  const late = ask();
  vi.advanceTimersByTime(10);
  expect(await ask()).toBe("new");
  first.reject(new Error("late"));
  await expect(late).rejects.toThrow("late");
  expect(await ask()).toBe("new");
  expect(read).toHaveBeenCalledTimes(2);
});
