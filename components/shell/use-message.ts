"use client";

import { useTranslations } from "next-intl";

/** A sentence that came from the server as a key and its values, in the reader's language. */
export interface KeyedMessage {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Renders such sentences; of a key that this build does not know it shows the key. */
export function useMessage(): (message: KeyedMessage) => string {
  const t = useTranslations();
  return ({ key, params = {} }) => {
    const known = key as Parameters<typeof t>[0];
    return t.has(known) ? t(known, params as never) : key;
  };
}
