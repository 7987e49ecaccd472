import { createTranslator } from "next-intl";
import type { Message } from "@/lib/errors";
import type { MessageKey } from "@/lib/i18n/keys";
import type { Locale } from "@/lib/i18n/locales";
import { en } from "@/lib/i18n/messages/en";
import { zhCn } from "@/lib/i18n/messages/zh-cn";

export const catalogues = { en, "zh-CN": zhCn } as const;

/** Renders a catalogue sentence outside of React: API errors, mails, the log download, the CLI. */
export function translate(locale: Locale, message: Message): string {
  return translatorOf(locale)(message.key, message.params ?? {});
}

type Translate = (key: MessageKey, values: Record<string, unknown>) => string;

const translators = new Map<Locale, Translate>();

function translatorOf(locale: Locale): Translate {
  const known = translators.get(locale);
  if (known) return known;
  const made = createTranslator({ locale, messages: catalogues[locale], timeZone: "UTC" }) as unknown as Translate;
  translators.set(locale, made);
  return made;
}
