import type { en } from "@/lib/i18n/messages/en";

type Paths<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Paths<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** Every sentence of the catalogue by its dotted path, such as `jobs.empty.title`. */
export type MessageKey = Paths<typeof en>;
