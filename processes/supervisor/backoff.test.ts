import { expect, test } from "vitest";
import { backoff } from "./backoff";

test("one mishap costs nothing, a crash loop ever more, and a calm minute forgives", () => {
  let now = 0;
  const pause = backoff(() => now);
  const crashAfter = (ms: number) => {
    pause.started();
    now += ms;
    return pause.nextDelayMs();
  };
  expect([crashAfter(10), crashAfter(10), crashAfter(10), crashAfter(10)]).toEqual([0, 250, 1000, 2000]);
  for (let at = 0; at < 10; at++) crashAfter(10);
  expect(crashAfter(10)).toBe(30_000);
  expect(crashAfter(61_000)).toBe(0);
});
