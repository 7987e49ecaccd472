import { and, asc, gt, ilike, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { users } from "@/db/schema";
import { toUserView, type UserView } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { isAdministrator } from "@/lib/auth/actor-of-token";
import { authorizePlatform } from "@/lib/auth/authorize";
import { fromCursor, type Page, pageQuery, toCursor } from "@/lib/http/page";

export const listUsersQuery = pageQuery.extend({
  search: z.string().max(100).optional().meta({ description: "Part of a sign-in name or a name." }),
  state: z.enum(["active", "disabled"]).optional(),
});
export type ListUsersQuery = z.output<typeof listUsersQuery>;

/** Everyone who can or could sign in, by sign-in name. */
export async function listUsers(actor: Actor, query: ListUsersQuery): Promise<Page<UserView> & { readonly total: number }> {
  await authorizePlatform(actor, "user:read");
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor, z.tuple([z.string()]))[0];
  const rows = await db
    .select({ user: users, isAdministrator: isAdministrator() })
    .from(users)
    .where(and(isNull(users.deletedAt), matching(query), after === undefined ? undefined : gt(users.name, after)))
    .orderBy(asc(users.name))
    .limit(query.limit + 1);
  const items = rows.slice(0, query.limit).map((row) => toUserView(row.user, row.isAdministrator));
  const last = items.at(-1);
  const total = await db.$count(users, and(isNull(users.deletedAt), matching(query)));
  return { items, total, nextCursor: rows.length > query.limit && last ? toCursor([last.name]) : null };
}

function matching({ search, state }: ListUsersQuery): SQL | undefined {
  const pattern = search ? `%${search.replace(/[\\%_]/g, "\\$&")}%` : undefined;
  return and(
    pattern === undefined ? undefined : or(ilike(users.name, pattern), ilike(users.displayName, pattern)),
    state === undefined ? undefined : state === "active" ? isNull(users.disabledAt) : isNotNull(users.disabledAt),
  );
}
