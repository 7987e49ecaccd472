import { expect, test } from "vitest";
import { markRuns, parseAnsi, plainText } from "@/components/ui/ansi";

test("colours and weight become runs", () => {
  expect(parseAnsi("a \x1b[1;31mred\x1b[0m b")).toEqual([{ text: "a " }, { text: "red", color: "red", bold: true }, { text: " b" }]);
});

test("cursor moves, titles and links leave nothing behind", () => {
  expect(plainText("\x1b[2K\x1b]0;title\x07up\x1b[3A \x1b]8;;https://evil.test\x1b\\here\x1b]8;;\x1b\\")).toBe("up here");
});

test("of a progress bar the last state stays", () => {
  expect(plainText(" 10%\r 55%\r100%\r")).toBe("100%");
});

test("256 and true colours are read over, not taken as other codes", () => {
  expect(parseAnsi("\x1b[38;5;31mx\x1b[38;2;1;31;3my")).toEqual([{ text: "x" }, { text: "y" }]);
});

test("markup is only text", () => {
  expect(plainText("<script>alert(1)</script>")).toBe("<script>alert(1)</script>");
});

test("a cut escape and bare control characters are dropped", () => {
  expect(plainText("a\x07b\x1b[")).toBe("ab[");
});

test("what is sought is set off, also across a change of colour, and nothing is lost", () => {
  const marked = markRuns(parseAnsi("Step \x1b[31m12\x1b[0m of 12"), "p 12");
  expect(marked.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual(["p ", "12"]);
  expect(marked.map(({ text }) => text).join("")).toBe("Step 12 of 12");
  expect(markRuns(parseAnsi("aAa"), "A").map(({ text }) => text)).toEqual(["a", "A", "a"]);
});
