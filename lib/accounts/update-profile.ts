import { eq, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { users } from "@/db/schema";
import { type ProfileView, preferences, themes, type UpdateProfileInput } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, notFound } from "@/lib/errors";
import { isLocale } from "@/lib/i18n/locales";

export async function getProfile(actor: Actor): Promise<ProfileView> {
  const { userId, isAdministrator } = authorizeSelf(actor, "read");
  const [row] = await db.select().from(users).where(eq(users.id, userId));
  if (!row) throw notFound();
  return toProfileView(row, isAdministrator);
}

/** Changes what is given; preferences are merged. `version` is the one that was read, null to change it whatever it is. */
export async function updateProfile(actor: Actor, input: UpdateProfileInput, version: number | null = null): Promise<ProfileView> {
  const { userId, isAdministrator } = authorizeSelf(actor, "write");
  return transaction(async (tx) => {
    const [row] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
    if (!row) throw notFound();
    if (version !== null && row.version !== version) throw new AppError("stale", "errors.stale");
    const [changed] = await tx
      .update(users)
      .set({
        ...(input.displayName !== undefined && { displayName: input.displayName }),
        ...(input.locale !== undefined && { locale: input.locale }),
        ...(input.theme !== undefined && { theme: input.theme }),
        ...(input.preferences !== undefined && { preferences: { ...row.preferences, ...defined(input.preferences) } }),
        updatedAt: new Date(),
        version: sql`${users.version} + 1`,
      })
      .where(eq(users.id, userId))
      .returning();
    if (!changed) throw new Error("update returned no row");
    const subject = { type: "user", id: userId, name: row.name } as const;
    await recordChange(tx, actor, { type: "user.updated", subject, projectId: null, fields: defined(input) });
    return toProfileView(changed, isAdministrator);
  });
}

function defined(values: object): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function toProfileView(row: typeof users.$inferSelect, isAdministrator: boolean): ProfileView {
  return {
    id: row.id,
    name: row.name,
    displayName: row.displayName,
    isAdministrator,
    locale: isLocale(row.locale) ? row.locale : null,
    theme: themes.find((theme) => theme === row.theme) ?? "system",
    preferences: preferences.safeParse(row.preferences).data ?? {},
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}
