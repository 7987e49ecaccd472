import { and, eq, isNull } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { users } from "@/db/schema";
import { toUserView, type UserView } from "@/lib/accounts/user";
import type { Actor } from "@/lib/auth/actor";
import { isAdministrator } from "@/lib/auth/actor-of-token";
import { authorizePlatform, isUuid } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";

export async function getUser(actor: Actor, id: string): Promise<UserView> {
  await authorizePlatform(actor, "user:read");
  const { user, isAdministrator: administers } = await readUser(id);
  return toUserView(user, administers);
}

/** A living user's row; throws `not_found`. */
export async function readUser(id: string, on: Db = db): Promise<{ user: typeof users.$inferSelect; isAdministrator: boolean }> {
  if (!isUuid(id)) throw notFound();
  const [found] = await on
    .select({ user: users, isAdministrator: isAdministrator() })
    .from(users)
    .where(and(eq(users.id, id), isNull(users.deletedAt)));
  if (!found) throw notFound();
  return found;
}
