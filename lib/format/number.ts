import type { Locale } from "@/lib/i18n/locales";

/** What stands where a value is not known; never 0. */
export const unknown = "–";

/** Thousands by comma, at most `digits` significant figures for fractions (whole numbers keep all theirs). */
export function formatNumber(value: number | null | undefined, locale: Locale, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  if (Number.isInteger(value)) return new Intl.NumberFormat(locale).format(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return value.toExponential(Math.max(0, digits - 2)).replace("e+", "e");
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value);
}

/** `0.614` as `61%`; one decimal under 10 when it says more. */
export function formatPercent(share: number | null | undefined, locale: Locale): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return unknown;
  const percent = share * 100;
  const decimals = percent !== 0 && Math.abs(percent) < 10 && !Number.isInteger(percent) ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(percent)}%`;
}

/** Axis labels: `12k`, `3.4M`; never 万, so that both languages read alike. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  for (const [step, letter] of steps) {
    if (size >= step) return `${trim(value / step)}${letter}`;
  }
  return trim(value);
}

const steps = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

function trim(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}
