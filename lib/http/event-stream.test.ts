import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventStream, type StreamEvent } from "@/lib/http/event-stream";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function* breaking(): AsyncGenerator<StreamEvent> {
  yield { event: "open", id: "a", data: {} };
  throw new Error("the database is away");
}

test("a stream whose source breaks ends with it, and its heart beats no more", async () => {
  const reader = eventStream(breaking(), new AbortController()).body?.getReader();
  const read = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return;
  };
  await expect(read()).rejects.toThrow("the database is away");
  expect(vi.getTimerCount()).toBe(0);
});

test("a reader that leaves ends a source that waits, and its heart beats no more", async () => {
  const left = new AbortController();
  let isWaiting = false;
  let isOver = false;
  async function* waiting(): AsyncGenerator<StreamEvent> {
    yield { event: "open", data: {} };
    isWaiting = true;
    await new Promise<void>((resolve) => left.signal.addEventListener("abort", () => resolve()));
    isOver = true;
  }
  const reader = eventStream(waiting(), left).body?.getReader();
  await reader?.read();
  await reader?.read();
  await vi.waitFor(() => expect(isWaiting).toBe(true));
  await reader?.cancel();
  expect(isOver).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
