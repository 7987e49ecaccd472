import { formatNumber, unknown } from "@/lib/format/number";
import type { Locale } from "@/lib/i18n/locales";

const decimal = ["B", "KB", "MB", "GB", "TB", "PB"] as const;
const binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Size of files, decimal: `97.6 MB`. */
export function formatBytes(bytes: number | null | undefined, locale: Locale): string {
  const size = scaled(bytes, 1000);
  return size ? `${formatNumber(size.value, locale, 3)} ${decimal[size.power]}` : unknown;
}

/** Size of memory, binary: `32 GiB`. */
export function formatMemory(bytes: number | null | undefined, locale: Locale): string {
  const size = scaled(bytes, 1024);
  return size ? `${formatNumber(size.value, locale, 3)} ${binary[size.power]}` : unknown;
}

/** `done` and `total` in the total's unit, so that they can be compared: `3.1`, `9.6 GB`. */
export function formatBytesOf(done: number, total: number, locale: Locale): { readonly done: string; readonly total: string } {
  const { power } = scaled(total, 1000) ?? { power: 0 };
  const digits = power === 0 ? 0 : 2;
  return { done: formatNumber(Number(rounded(done / 1000 ** power).toFixed(digits)), locale, 3), total: formatBytes(total, locale) };
}

/** `82 MB/s`. */
export function formatSpeed(bytesPerSecond: number | null | undefined, locale: Locale): string {
  return bytesPerSecond === null || bytesPerSecond === undefined ? unknown : `${formatBytes(bytesPerSecond, locale)}/s`;
}

function scaled(bytes: number | null | undefined, base: number): { value: number; power: number } | undefined {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return undefined;
  let power = 0;
  let value = bytes;
  while (Math.abs(rounded(value)) >= base && power < decimal.length - 1) {
    value /= base;
    power += 1;
  }
  return { value: power === 0 ? Math.round(value) : rounded(value), power };
}

/** Three significant figures, so that 999.6 KB reads as 1 MB and not as 1,000 KB. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
