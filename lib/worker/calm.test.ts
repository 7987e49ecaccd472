import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { calm, load } from "@/lib/worker/calm";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  load.fullAt = 0;
});

async function waited(work: () => Promise<void>): Promise<number> {
  const startedAt = Date.now();
  const done = work().then(() => Date.now() - startedAt);
  await vi.runAllTimersAsync();
  return done;
}

test("nobody waits while there are free hands", async () => {
  expect(await waited(() => calm(60_000, new AbortController().signal))).toBe(0);
});

test("what nobody waits for begins a second after the last time that all hands were full", async () => {
  load.fullAt = Date.now();
  setTimeout(() => (load.fullAt = Date.now()), 600);
  expect(await waited(() => calm(60_000, new AbortController().signal))).toBe(1600);
});

test("it does not wait for ever, nor for longer than its work is wanted", async () => {
  const full = setInterval(() => (load.fullAt = Date.now()), 500);
  load.fullAt = Date.now();
  setTimeout(() => clearInterval(full), 100_000);
  expect(await waited(() => calm(60_000, new AbortController().signal))).toBe(60_000);
  load.fullAt = Date.now();
  expect(await waited(() => calm(60_000, AbortSignal.abort()))).toBe(0);
});
