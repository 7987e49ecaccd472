import { expect, test } from "vitest";
import { quantity } from "@/k8s/quantity";

test.each([
  ["2", 2],
  ["250m", 0.25],
  ["1.5Gi", 1.5 * 2 ** 30],
  ["24479292Ki", 24_479_292 * 1024],
  ["128974848", 128_974_848],
  ["129e6", 129_000_000],
  ["129M", 129_000_000],
  ["1E", 1e18],
  ["100u", 1e-4],
  [undefined, 0],
])("%s is %d", (text, value) => {
  expect(quantity(text)).toBeCloseTo(value, 9);
});

test.each(["", "ten", "1KiB", "1 Gi", "1K"])("%j is no quantity", (text) => {
  expect(() => quantity(text)).toThrow(/not a quantity/);
});
