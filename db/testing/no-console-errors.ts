import { format } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

// What a test prints as an error is a failure nobody looked at.
const errors: string[] = [];

beforeEach(() => {
  errors.length = 0;
  vi.spyOn(console, "error").mockImplementation((...words) => void errors.push(format(...words)));
});

afterEach(() => {
  expect(errors, "console.error was called").toEqual([]);
});
