import { expect, test } from "vitest";
import { en } from "@/cli/messages/en";
import { zhCn } from "@/cli/messages/zh-cn";
import { readEvents } from "@/cli/server-events";
import { progressLine, table } from "@/cli/terminal";
import { localeOfTerminal, wordsOf } from "@/cli/words";

test("columns line up, Chinese characters counted as two", () => {
  expect(
    table(
      ["NAME", "STATUS"],
      [
        ["数字", "ready"],
        ["digits", "queued"],
      ],
    ),
  ).toEqual(["NAME    STATUS", "数字    ready", "digits  queued"]);
});

test("progress says how much of how much, how fast and how long", () => {
  expect(progressLine("train.csv", 50_000_000, 100_000_000, 2)).toBe("train.csv ██████████░░░░░░░░░░ 50% 50/100 MB 25 MB/s 2 s");
});

test("events arrive whole, however they were cut on the way", async () => {
  const text = 'retry: 1000\n\nid: 7\nevent: lines\ndata: {"a":1}\n\n: still here\n\nevent: change\ndata: "数"\n\n';
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 5) controller.enqueue(bytes.slice(at, at + 5));
      controller.close();
    },
  });
  const events = [];
  for await (const event of readEvents(new Response(body))) events.push(event);
  expect(events).toEqual([
    { event: "lines", id: "7", data: { a: 1 } },
    { event: "change", data: "数" },
  ]);
});

test("both languages can say every sentence", () => {
  expect(Object.keys(zhCn).sort()).toEqual(Object.keys(en).sort());
  for (const locale of ["en", "zh-CN"] as const) {
    const words = wordsOf(locale);
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(words(key, { ...placeholders(key), files: 2, count: 2 }), key).not.toBe("");
  }
});

function placeholders(key: keyof typeof en): Record<string, string> {
  return Object.fromEntries([...`${en[key]} ${zhCn[key]}`.matchAll(/\{(\w+)/g)].map(([, name = ""]) => [name, "x"]));
}

test("the language follows LC_ALL, then LC_MESSAGES, then LANG", () => {
  expect(localeOfTerminal({ LANG: "zh_CN.UTF-8" })).toBe("zh-CN");
  expect(localeOfTerminal({ LANG: "zh_CN.UTF-8", LC_ALL: "C" })).toBe("en");
  expect(localeOfTerminal({ LC_MESSAGES: "zh_TW" })).toBe("zh-CN");
  expect(localeOfTerminal({})).toBe("en");
});
