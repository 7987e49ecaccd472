import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { freeSlug, isSlug, toSlug } from "@/lib/slug";

test("a name in any script becomes an address", () => {
  expect(toSlug("Vision Lab", "x")).toBe("vision-lab");
  expect(toSlug("图像分类", "x")).toBe("tu-xiang-fen-lei");
  expect(toSlug("Café №5 “quoted”", "x")).toMatch(/^cafe-no5-quoted$/);
  expect(toSlug("2024 runs", "x")).toBe("runs");
  expect(toSlug("🎉", "project")).toBe("project");
});

test("whatever the name, the address is one", () => {
  assert(property(string({ unit: "grapheme", maxLength: 200 }), (name) => isSlug(toSlug(name, "project"))));
});

test("a taken address gets a number and stays within its length", () => {
  const taken = new Set(["a", "a-2", "x".repeat(40)]);
  expect(freeSlug("a", (slug) => taken.has(slug))).toBe("a-3");
  expect(freeSlug("x".repeat(40), (slug) => taken.has(slug))).toBe(`${"x".repeat(38)}-2`);
});

test("double and trailing dashes, capitals and digits in front are no address", () => {
  for (const text of ["", "-a", "a-", "a--b", "A", "1a", "a_b", "a".repeat(41), "á"]) expect(isSlug(text), text).toBe(false);
});
