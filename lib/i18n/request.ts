import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { isLocale, type Locale, localeCookie, localeOf } from "@/lib/i18n/locales";
import { catalogues } from "@/lib/i18n/translator";

/** The reader's language and words for this request. The profile's language is written to the cookie at sign-in, so the cookie decides. */
export default getRequestConfig(async () => {
  const locale = await requestLocale();
  return { locale, messages: catalogues[locale], timeZone: "UTC", now: new Date() };
});

/** Cookie (chosen by hand or taken from the profile), else what the browser asks for. */
async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(localeCookie)?.value;
  return isLocale(chosen) ? chosen : localeOf((await headers()).get("accept-language"));
}
