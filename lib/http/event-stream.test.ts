import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventStream, type StreamEvent } from "@/lib/http/event-stream";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function* breaking(): AsyncGenerator<StreamEvent> {
  yield { event: "open", id: "a", data: {} };
  throw new Error("the database is away");
}

test("a stream whose source breaks ends with it, and its heart beats no more", async () => {
  const reader = eventStream(breaking()).body?.getReader();
  const read = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return;
  };
  await expect(read()).rejects.toThrow("the database is away");
  expect(vi.getTimerCount()).toBe(0);
});
