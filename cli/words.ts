import { createTranslator } from "next-intl";
import { en } from "@/cli/messages/en";
import { zhCn } from "@/cli/messages/zh-cn";
import { type Locale, localeOf } from "@/lib/i18n/locales";

export type WordKey = keyof typeof en;
/** The command's own sentences; those of the server come rendered. */
export type Words = (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;

/** The language of a terminal, as POSIX names it: LC_ALL, LC_MESSAGES, LANG. */
export function localeOfTerminal(environment: Readonly<Record<string, string | undefined>>): Locale {
  const name = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return localeOf(name.replace("_", "-"));
}

export function wordsOf(locale: Locale): Words {
  const messages = locale === "zh-CN" ? zhCn : en;
  // The keys hold dots and spaces that next-intl would take for nesting, so each sentence is looked up as its own catalogue.
  return (key, values = {}) => createTranslator({ locale, messages: { sentence: messages[key] }, timeZone: "UTC" })("sentence", values);
}
