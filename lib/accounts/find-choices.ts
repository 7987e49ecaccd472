import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema";
import { type Theme, themes } from "@/lib/accounts/user";
import { isLocale, type Locale } from "@/lib/i18n/locales";

/** The language and theme that a person who has just signed in keeps; null where he never chose. */
export async function findChoices(name: string): Promise<{ readonly locale: Locale | null; readonly theme: Theme | null }> {
  const [row] = await db
    .select({ locale: users.locale, theme: users.theme })
    .from(users)
    .where(and(eq(users.name, name.normalize("NFKC").trim().toLowerCase()), isNull(users.deletedAt)));
  return { locale: isLocale(row?.locale) ? row.locale : null, theme: themes.find((theme) => theme === row?.theme) ?? null };
}
