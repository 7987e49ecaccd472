import type { Locale } from "@/lib/i18n/locales";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `12 min ago`, `12 分钟前`; after 7 days the date. A moment ahead reads `in 12 min`. */
export function formatRelative(at: Date, now: Date, locale: Locale, timeZone: string): string {
  const apart = at.getTime() - now.getTime();
  const size = Math.abs(apart);
  if (size >= 7 * day) return formatDate(at, now, locale, timeZone);
  const unit = words[locale];
  if (size < 45_000) return unit.now;
  const [length, name] = size < 59.5 * minute ? [minute, unit.minute] : size < 23.5 * hour ? [hour, unit.hour] : [day, unit.day];
  const count = `${Math.max(1, Math.round(size / length))} ${name}`;
  return apart > 0 ? unit.ahead(count) : unit.ago(count);
}

const words = {
  en: {
    now: "just now",
    minute: "min",
    hour: "h",
    day: "d",
    ago: (count: string) => `${count} ago`,
    ahead: (count: string) => `in ${count}`,
  },
  "zh-CN": {
    now: "刚刚",
    minute: "分钟",
    hour: "小时",
    day: "天",
    ago: (count: string) => `${count}前`,
    ahead: (count: string) => `${count}后`,
  },
} as const;

/** The date, with the year only when it is another: `3 Nov`, `11月3日`. */
export function formatDate(at: Date, now: Date, locale: Locale, timeZone: string): string {
  const sameYear = year(at, timeZone) === year(now, timeZone);
  const month = locale === "en" ? "short" : "long";
  return spaced(
    new Intl.DateTimeFormat(regional(locale), { month, day: "numeric", ...(sameYear ? {} : { year: "numeric" }), timeZone }).format(at),
  );
}

/** Which day it is, in words: `Saturday 21 November`, `11 月 21 日星期六`. */
export function formatDay(at: Date, locale: Locale, timeZone: string): string {
  return spaced(new Intl.DateTimeFormat(regional(locale), { weekday: "long", day: "numeric", month: "long", timeZone }).format(at));
}

/** The time of day, 24 hours: `16:05`, with seconds `16:05:09`. */
export function formatClock(at: Date, locale: Locale, timeZone: string, seconds = false): string {
  return new Intl.DateTimeFormat(regional(locale), {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
    timeZone,
  }).format(at);
}

/** All of it, as a tooltip says it: `20 Nov 2026, 16:05:09 GMT+8`. */
export function formatExact(at: Date, locale: Locale, timeZone: string): string {
  const format = new Intl.DateTimeFormat(regional(locale), {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
    timeZoneName: "short",
  });
  return spaced(format.format(at));
}

/** Chinese dates with the space between digits and characters that all our Chinese has. */
function spaced(words: string): string {
  return words.replace(/(\d)(?=\p{Script=Han})/gu, "$1 ").replace(/(\p{Script=Han})(?=\d)/gu, "$1 ");
}

/** English dates put the day first, as the console's English does. */
function regional(locale: Locale): string {
  return locale === "en" ? "en-GB" : locale;
}

function year(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en", { year: "numeric", timeZone }).format(at);
}
