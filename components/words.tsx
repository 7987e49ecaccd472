"use client";

import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "@/lib/i18n/locales";
import { catalogues } from "@/lib/i18n/translator";

interface WordsProps {
  readonly locale: Locale;
  readonly timeZone: string;
  /** When the page was rendered: what is said of times agrees until the browser goes on by itself. */
  readonly now: Date;
  readonly children: ReactNode;
}

/** Both catalogues come with the code, which a browser keeps, instead of one with every page and every refresh of it. */
export function Words({ locale, ...others }: WordsProps) {
  return <NextIntlClientProvider locale={locale} messages={catalogues[locale]} {...others} />;
}
