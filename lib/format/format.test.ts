import { describe, expect, test } from "vitest";
import { formatBytes, formatBytesOf, formatMemory, formatSpeed } from "@/lib/format/bytes";
import { formatDuration } from "@/lib/format/duration";
import { formatCompact, formatNumber, formatPercent, unknown } from "@/lib/format/number";
import { formatClock, formatDate, formatExact, formatRelative } from "@/lib/format/time";

describe("numbers", () => {
  test("thousands take a comma in both languages, and no 万", () => {
    expect(formatNumber(123456, "en")).toBe("123,456");
    expect(formatNumber(123456, "zh-CN")).toBe("123,456");
  });

  test("a fraction keeps four significant figures", () => {
    expect(formatNumber(0.371284, "en")).toBe("0.3713");
    expect(formatNumber(0.0000123, "en")).toBe("1.23e-5");
  });

  test("what is not known is a dash, never zero", () => {
    expect(formatNumber(null, "en")).toBe(unknown);
    expect(formatBytes(undefined, "en")).toBe(unknown);
    expect(formatDuration(Number.NaN, "zh-CN")).toBe(unknown);
    expect(formatPercent(null, "en")).toBe(unknown);
  });

  test("a share is a percentage, with a decimal only where it says more", () => {
    expect(formatPercent(0.614, "en")).toBe("61%");
    expect(formatPercent(0.0125, "en")).toBe("1.3%");
    expect(formatPercent(0, "en")).toBe("0%");
  });

  test("axis labels are short", () => {
    expect([12000, 0, 1500000, 0.25, 0.00002].map(formatCompact)).toEqual(["12k", "0", "1.5M", "0.25", "2e-5"]);
  });
});

describe("sizes", () => {
  test("files are decimal, memory is binary", () => {
    expect(formatBytes(97_600_000, "en")).toBe("97.6 MB");
    expect(formatMemory(32 * 1024 ** 3, "zh-CN")).toBe("32 GiB");
    expect(formatBytes(512, "en")).toBe("512 B");
  });

  test("a size that rounds up to the next unit says so", () => {
    expect(formatBytes(999_600, "en")).toBe("1 MB");
  });

  test("a part stands in the unit of the whole", () => {
    expect(formatBytesOf(3_100_000_000, 9_600_000_000, "en")).toEqual({ done: "3.1", total: "9.6 GB" });
    expect(formatBytesOf(40_000, 9_600_000_000, "en").done).toBe("0");
  });

  test("speed is size per second", () => {
    expect(formatSpeed(82_000_000, "en")).toBe("82 MB/s");
  });
});

describe("durations", () => {
  test("two parts at most, in both languages", () => {
    expect(formatDuration(4_440_000, "en")).toBe("1 h 14 min");
    expect(formatDuration(4_440_000, "zh-CN")).toBe("1 小时 14 分");
    expect(formatDuration(62_000, "en")).toBe("1 min 02 s");
    expect(formatDuration(14_000, "zh-CN")).toBe("14 秒");
    expect(formatDuration(840, "en")).toBe("840 ms");
    expect(formatDuration(2 * 86_400_000 + 5 * 3_600_000, "en")).toBe("2 d 05 h");
  });

  test("a whole number of the larger unit has one part", () => {
    expect(formatDuration(4 * 3_600_000, "en")).toBe("4 h");
  });
});

describe("times", () => {
  const now = new Date("2026-11-20T08:12:00Z");
  const at = (text: string) => new Date(text);

  test("relative up to 7 days, then the date", () => {
    expect(formatRelative(at("2026-11-20T08:00:00Z"), now, "en", "UTC")).toBe("12 min ago");
    expect(formatRelative(at("2026-11-20T08:00:00Z"), now, "zh-CN", "UTC")).toBe("12 分钟前");
    expect(formatRelative(at("2026-11-20T08:24:00Z"), now, "en", "UTC")).toBe("in 12 min");
    expect(formatRelative(at("2026-11-20T05:00:00Z"), now, "en", "UTC")).toBe("3 h ago");
    expect(formatRelative(at("2026-11-18T08:00:00Z"), now, "zh-CN", "UTC")).toBe("2 天前");
    expect(formatRelative(at("2026-11-20T08:11:50Z"), now, "zh-CN", "UTC")).toBe("刚刚");
    expect(formatRelative(at("2026-11-03T08:00:00Z"), now, "en", "UTC")).toBe("3 Nov");
    expect(formatRelative(at("2025-11-03T08:00:00Z"), now, "zh-CN", "UTC")).toBe("2025 年 11 月 3 日");
  });

  test("the clock has 24 hours and stands in the reader's zone", () => {
    expect(formatClock(now, "en", "Asia/Shanghai")).toBe("16:12");
    expect(formatClock(at("2026-11-20T16:00:00Z"), "zh-CN", "Asia/Shanghai", true)).toBe("00:00:00");
  });

  test("the date of another year names the year", () => {
    expect(formatDate(at("2025-01-05T00:00:00Z"), now, "en", "UTC")).toBe("5 Jan 2025");
  });

  test("the exact time names its zone", () => {
    expect(formatExact(now, "en", "Asia/Shanghai")).toMatch(/20 Nov 2026.*16:12:00.*GMT\+8/);
  });
});
