import { unknown } from "@/lib/format/number";
import type { Locale } from "@/lib/i18n/locales";

const words = {
  en: { day: "d", hour: "h", minute: "min", second: "s", millisecond: "ms" },
  "zh-CN": { day: "天", hour: "小时", minute: "分", second: "秒", millisecond: "毫秒" },
} as const satisfies Record<Locale, Record<string, string>>;

/** A length of time in at most two parts: `1 h 14 min`, `1 小时 14 分`, `1 min 02 s`, `840 ms`. */
export function formatDuration(ms: number | null | undefined, locale: Locale): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return unknown;
  const unit = words[locale];
  const length = Math.max(0, ms);
  if (length < 1000) return length === 0 ? `0 ${unit.second}` : `${Math.max(1, Math.round(length))} ${unit.millisecond}`;
  const seconds = Math.round(length / 1000);
  if (seconds < 60) return `${seconds} ${unit.second}`;
  if (seconds < 3600) return parts(Math.floor(seconds / 60), unit.minute, seconds % 60, unit.second);
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return parts(Math.floor(minutes / 60), unit.hour, minutes % 60, unit.minute);
  const hours = Math.round(minutes / 60);
  return parts(Math.floor(hours / 24), unit.day, hours % 24, unit.hour);
}

function parts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${String(small).padStart(2, "0")} ${smallUnit}`;
}
