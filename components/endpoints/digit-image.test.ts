import { expect, test } from "vitest";
import { digitImage, type Stroke } from "@/components/endpoints/digit-image";

const line = (from: [number, number], to: [number, number]): Stroke => [
  { x: from[0], y: from[1] },
  { x: to[0], y: to[1] },
];
const rows = (image: readonly number[]) => Array.from({ length: 8 }, (_, row) => image.slice(row * 8, row * 8 + 8));

test("nothing drawn is 64 zeros", () => expect(digitImage([])).toEqual(new Array(64).fill(0)));

test("every value counts the black cells of a block: 0 to 16", () => {
  const image = digitImage([line([0.1, 0.1], [0.9, 0.9]), line([0.9, 0.1], [0.1, 0.9])]);
  expect(image).toHaveLength(64);
  expect(Math.min(...image)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...image)).toBe(16);
});

test("a stroke fills the height in the middle columns, wherever and however small it was drawn", () => {
  const tall = digitImage([line([0.5, 0.05], [0.5, 0.95])]);
  const small = digitImage([line([0.1, 0.6], [0.1, 0.8])]);
  expect(small).toEqual(tall);
  for (const row of rows(tall)) {
    expect((row[3] ?? 0) + (row[4] ?? 0)).toBeGreaterThan(8);
    expect([row[0], row[1], row[6], row[7]]).toEqual([0, 0, 0, 0]);
  }
});

test("proportions are kept: a wide drawing stays wide", () => {
  const image = rows(digitImage([line([0.1, 0.5], [0.9, 0.5])]));
  expect(image[0]).toEqual(new Array(8).fill(0));
  expect(image[3]?.every((value) => value > 0)).toBe(true);
});
