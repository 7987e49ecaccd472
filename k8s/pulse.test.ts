import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pulse } from "@/k8s/pulse";
import { unreachable } from "@/k8s/request";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("who has answered is trusted for ten seconds, and asked once for all who want to know", async () => {
  const ping = vi.fn(async () => undefined);
  const pulse = new Pulse({ ping });
  await Promise.all([pulse.felt(), pulse.felt()]);
  vi.advanceTimersByTime(9_999);
  await pulse.felt();
  expect(ping).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  await pulse.felt();
  expect(ping).toHaveBeenCalledTimes(2);
});

test("who does not answer is asked again by the next who wants to know", async () => {
  let isAway = true;
  const pulse = new Pulse({
    ping: async () => {
      if (isAway) throw unreachable(new Error("silence"));
    },
  });
  await expect(pulse.felt()).rejects.toMatchObject({ code: "unavailable" });
  isAway = false;
  await pulse.felt();
});
