import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodePath, parseEncodedPath, parsePath } from "@/lib/storage/parse-path";

const accepted = (text: string): string | null => {
  try {
    return parsePath(text);
  } catch {
    return null;
  }
};

describe("a path", () => {
  test.each([
    "digits.csv",
    "images/0001.png",
    "数据/标签 (1).csv",
    'it\'s "quoted".txt',
    "%2e%2e/%2f",
    "...",
    "a;b/..c",
    "C",
    "weird:name",
    "-rf",
    "~/x",
  ])("may be %j", (text) => {
    expect(parsePath(text)).toBe(text);
  });

  test("comes out in one form however its letters were composed", () => {
    expect(parsePath("cafe\u0301.txt")).toBe("caf\u00e9.txt");
  });

  test.each([
    ["", "uploads.path.empty"],
    ["\ud800", "uploads.path.empty"],
    ["/etc/passwd", "uploads.path.absolute"],
    ["C:/x", "uploads.path.absolute"],
    ["c:x", "uploads.path.absolute"],
    [".", "uploads.path.segments"],
    ["..", "uploads.path.segments"],
    ["a/../b", "uploads.path.segments"],
    ["a/./b", "uploads.path.segments"],
    ["a//b", "uploads.path.segments"],
    ["a/", "uploads.path.segments"],
    ["a\\b", "uploads.path.characters"],
    ["a\0b", "uploads.path.characters"],
    ["a\nb", "uploads.path.characters"],
    ["a\u0085b", "uploads.path.characters"],
    ["a\u007f", "uploads.path.characters"],
    ["é".repeat(128), "uploads.path.tooLong"],
    [`${"a/".repeat(64)}a`, "uploads.path.tooLong"],
    [Array.from({ length: 5 }, () => "a".repeat(250)).join("/"), "uploads.path.tooLong"],
  ])("may not be %j", (text, key) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: "invalid", key }));
  });
});

describe("a path in an address", () => {
  test("is decoded once, so that a doubly encoded way up is a name", () => {
    expect(parseEncodedPath("%252e%252e/x")).toBe("%2e%2e/x");
    expect(() => parseEncodedPath("%2e%2e/x")).toThrow();
    expect(() => parseEncodedPath("a%2f..%2fb")).toThrow();
    expect(() => parseEncodedPath("a%5cb")).toThrow();
    expect(() => parseEncodedPath("%ff")).toThrow(expect.objectContaining({ key: "uploads.path.encoding" }));
  });

  test("comes back as it was sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const parsed = accepted(text);
        if (parsed !== null) expect(parseEncodedPath(encodePath(parsed))).toBe(parsed);
      }),
    );
  });
});

test("10,000 hostile paths never leave the root, and what is accepted is accepted again unchanged", () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "",
      "...",
      "root-x",
      "%2e%2e",
      "%252e",
      "..;",
      ";",
      "\\..\\",
      "C:",
      "~",
      "\0",
      "．．",
      "‥",
      "a",
      "con",
      "\u202e",
      "é",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const text = fc
    .array(hostile, { minLength: 1, maxLength: 12 })
    .chain((segments) => fc.constantFrom("/", "\\", "//", "/./", "／").map((separator) => segments.join(separator)));
  const root = "/data/root";
  fc.assert(
    fc.property(text, (given) => {
      const parsed = accepted(given);
      if (parsed === null) return;
      const landed = path.resolve(root, parsed);
      expect(path.relative(root, landed).split(path.sep)).toEqual(parsed.split("/"));
      expect(landed.startsWith(`${root}/`)).toBe(true);
      expect(path.win32.isAbsolute(parsed)).toBe(false);
      expect(parsePath(parsed)).toBe(parsed);
    }),
    { numRuns: 10_000 },
  );
});
