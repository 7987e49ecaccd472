import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { logChunks } from "@/db/schema";
import { newId } from "@/lib/id";
import { appendLines } from "@/lib/logs/append-lines";
import { followLines } from "@/lib/logs/follow-lines";
import type { NewLogLine } from "@/lib/logs/log-line";
import { logText } from "@/lib/logs/log-text";
import { readLines } from "@/lib/logs/read-lines";
import { shipLog } from "@/lib/logs/ship-log";

const at = new Date("2026-11-21T01:02:03.004Z");
const line = (text: string, values: Partial<NewLogLine> = {}): NewLogLine => ({
  at,
  stream: "stdout",
  role: "main",
  rank: 0,
  text,
  ...values,
});
const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => line(`line ${from + i}`));

test("lines come back in order with their numbers", async () => {
  const id = newId();
  expect(await appendLines(id, [line("one"), line("two \u0000 “三”")])).toBe(2);
  expect(await appendLines(id, [line("three", { stream: "stderr", rank: 1, lostBytes: 12 })])).toBe(3);
  const { lines, lineCount } = await readLines(id, {});
  expect(lineCount).toBe(3);
  expect(lines.map(({ number, text }) => [number, text])).toEqual([
    [1, "one"],
    [2, "two \u0000 “三”"],
    [3, "three"],
  ]);
  expect(lines[2]).toMatchObject({ stream: "stderr", rank: 1, lostBytes: 12, at: at.toISOString() });
});

test("writers at the same time never take one another's numbers", async () => {
  const id = newId();
  await Promise.all(Array.from({ length: 20 }, (_, i) => appendLines(id, numbered(i * 10, 10))));
  const { lines } = await readLines(id, { limit: 2000 });
  expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  expect(new Set(lines.map(({ text }) => text)).size).toBe(200);
});

test("a shipped log reads as before and leaves nothing in the rows", async () => {
  const id = newId();
  for (let i = 0; i < 30; i++) await appendLines(id, numbered(i * 500 + 1, 500));
  const before = await readLines(id, { after: 7_400, limit: 300 });
  await shipLog(id, { isEnded: true });
  expect(await readLines(id, { after: 7_400, limit: 300 })).toEqual(before);
  expect(await db.select().from(logChunks).where(eq(logChunks.subjectId, id))).toEqual([
    expect.objectContaining({ firstLine: 1, lineCount: 15_000, inline: null }),
  ]);
  await appendLines(id, [line("after")]);
  expect((await readLines(id, { limit: 2 })).lines.map(({ text }) => text)).toEqual(["line 15000", "after"]);
});

test("a growing log keeps its young pieces until a megabyte has come together", async () => {
  const id = newId();
  await appendLines(id, numbered(1, 10));
  await shipLog(id, { isEnded: false });
  const [chunk] = await db.select().from(logChunks).where(eq(logChunks.subjectId, id));
  expect(chunk?.objectKey).toBeNull();
});

test("lines written while a log is shipped are not lost", async () => {
  const id = newId();
  await appendLines(id, numbered(1, 3_000));
  await Promise.all([
    shipLog(id, { isEnded: true }),
    ...Array.from({ length: 10 }, (_, i) => appendLines(id, numbered(3_001 + i * 10, 10))),
  ]);
  await shipLog(id, { isEnded: true });
  const { lines, lineCount } = await readLines(id, { after: 0, limit: 4_000 });
  expect(lineCount).toBe(3_100);
  expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: 3_100 }, (_, i) => i + 1));
});

test("search looks through the whole log, shipped or not", async () => {
  const id = newId();
  await appendLines(id, [line("Traceback here"), ...numbered(2, 5_000)]);
  await shipLog(id, { isEnded: true });
  await appendLines(id, [line("another TRACEBACK")]);
  expect((await readLines(id, { search: "traceback" })).lines.map(({ number }) => number)).toEqual([1, 5_002]);
  expect((await readLines(id, { search: "line 4999", after: 0 })).lines.map(({ number }) => number)).toEqual([4_999]);
});

test("search reads over the colours of a line", async () => {
  const id = newId();
  await appendLines(id, [line("\x1b[31mERROR\x1b[0m in step 7"), line("fine")]);
  expect((await readLines(id, { search: "error in step" })).lines.map(({ number }) => number)).toEqual([1]);
});

test("one replica's lines can be read alone, from the end", async () => {
  const id = newId();
  await appendLines(
    id,
    Array.from({ length: 100 }, (_, i) => line(`l${i}`, { rank: i % 2 })),
  );
  expect((await readLines(id, { rank: 1, limit: 2, before: 99 })).lines.map(({ text }) => text)).toEqual(["l95", "l97"]);
});

test("a follower sees what is there, then what comes, and ends when the log has", async () => {
  const id = newId();
  await appendLines(id, numbered(1, 2));
  const seen: number[] = [];
  let ended = false;
  const stop = new AbortController();
  const following = (async () => {
    for await (const { firstLine, lines } of followLines(id, { after: 1, signal: stop.signal, isEnded: async () => ended })) {
      expect(firstLine).toBe((lines[0]?.number ?? 0) - 1);
      seen.push(...lines.map(({ number }) => number));
      if (seen.length === 1) void appendLines(id, numbered(3, 2));
      if (seen.length === 3) {
        ended = true;
        void appendLines(id, numbered(5, 1));
      }
    }
  })();
  await following;
  expect(seen).toEqual([2, 3, 4, 5]);
});

test("the download holds every line with its time and replica", async () => {
  const id = newId();
  await appendLines(id, [line("one"), line("two", { rank: 3 })]);
  await shipLog(id, { isEnded: true });
  await appendLines(id, [line("three")]);
  let text = "";
  for await (const piece of logText(id)) text += piece;
  const time = at.toISOString();
  expect(text).toBe(`${time} main/0 one\n${time} main/3 two\n${time} main/0 three\n`);
});
