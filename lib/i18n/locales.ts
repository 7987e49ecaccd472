/** The languages of the console, the first is the fallback. */
export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];

export const localeCookie = "cairn.locale";
/** IANA name of the reader's zone; the browser writes it. */
export const timeZoneCookie = "cairn.timezone";

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The first language of an Accept-Language header that the console speaks; English when none is. */
export function localeOf(acceptLanguage: string | null | undefined): Locale {
  for (const part of (acceptLanguage ?? "").split(",")) {
    const tag = part.split(";")[0]?.trim().toLowerCase() ?? "";
    if (tag.startsWith("zh")) return "zh-CN";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}
