import { expect, test } from "vitest";
import { sortByReferences } from "@/lib/backup/tables";

const tables = (...names: string[]) => names.map((name) => ({ name, columns: ["id"] }));

test("what is referred to comes first", () => {
  const references = [
    { from: "attempts", to: "jobs" },
    { from: "jobs", to: "projects" },
  ];
  expect(sortByReferences(tables("attempts", "jobs", "projects"), references).map((table) => table.name)).toEqual([
    "projects",
    "jobs",
    "attempts",
  ]);
});

test("a circle is named instead of loaded halfway", () => {
  const references = [
    { from: "a", to: "b" },
    { from: "b", to: "a" },
  ];
  expect(() => sortByReferences(tables("a", "b"), references)).toThrow("a, b");
});
