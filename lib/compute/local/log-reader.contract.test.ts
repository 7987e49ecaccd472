import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLog } from "@/lib/compute/local/log-reader";

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync("/tmp/compute-log-"), "log");
  mkdirSync(folder);
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const segment = (base: number) => path.join(folder, String(base).padStart(16, "0"));
const all = async (from: number) =>
  Array.fromAsync(readLog(folder, { from, follow: false, ended: async () => true, signal: AbortSignal.timeout(5000) }));

test("reading goes on across segments as if they were one", async () => {
  writeFileSync(segment(0), "1 o a\n2 e b\n");
  writeFileSync(segment(12), "3 o c\n");
  expect((await all(0)).map(({ text, offset }) => [text, offset])).toEqual([
    ["a", 6],
    ["b", 12],
    ["c", 18],
  ]);
  expect((await all(12)).map((line) => line.text)).toEqual(["c"]);
});

test("what the ring has overwritten is told as lost bytes before the next line", async () => {
  writeFileSync(segment(600), "1 o late\n2 o later\n");
  expect((await all(100)).map(({ text, lostBytes }) => [text, lostBytes])).toEqual([
    ["late", 500],
    ["later", undefined],
  ]);
});

test("half a record waits until the rest of it is written", async () => {
  writeFileSync(segment(0), "1 o whole\n2 o ha");
  const seen: string[] = [];
  let ended = false;
  const following = readLog(folder, { from: 0, follow: true, ended: async () => ended, signal: AbortSignal.timeout(5000) });
  for await (const line of following) {
    seen.push(line.text);
    if (seen.length === 1) appendFileSync(segment(0), "lf\n");
    if (seen.length === 2) writeFileSync(segment(20), "3 o next\n");
    if (seen.length === 3) ended = true;
  }
  expect(seen).toEqual(["whole", "half", "next"]);
});
