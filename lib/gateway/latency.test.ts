import { expect, test } from "vitest";
import { latencyBoundsMs, quantileMs } from "@/lib/gateway/latency";

const counts = (...at: readonly number[]) => latencyBoundsMs.map((bound) => at.filter((each) => each === bound).length).concat(0);

test("without requests there is no latency", () => expect(quantileMs(counts(), 0.5)).toBeNull());

test("a quantile lies within the bucket that holds it", () => {
  const value = quantileMs(counts(5, 5, 5, 100), 0.5);
  expect(value).toBeGreaterThan(4);
  expect(value).toBeLessThanOrEqual(5);
  expect(quantileMs(counts(5, 5, 5, 100), 0.99)).toBeGreaterThan(80);
});
