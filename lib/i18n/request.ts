import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { isLocale, type Locale, localeCookie, localeOf, timeZoneCookie } from "@/lib/i18n/locales";
import { catalogues } from "@/lib/i18n/translator";

/** The reader's language, words and zone for this request. The profile's language is written to the cookie at sign-in, so the cookie decides. */
export default getRequestConfig(async () => {
  const locale = await requestLocale();
  return { locale, messages: catalogues[locale], timeZone: (await requestTimeZone()) ?? "UTC", now: new Date() };
});

/** Cookie (chosen by hand or taken from the profile), else what the browser asks for. */
async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(localeCookie)?.value;
  return isLocale(chosen) ? chosen : localeOf((await headers()).get("accept-language"));
}

/** The zone the browser told; nothing on its very first page, and for a name that no zone has. */
export async function requestTimeZone(): Promise<string | undefined> {
  const told = (await cookies()).get(timeZoneCookie)?.value;
  if (told === undefined) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: told });
    return told;
  } catch {
    return undefined;
  }
}
