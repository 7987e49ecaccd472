import { and, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { accessKeys, bindings, users } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import type { RequestFacts } from "@/lib/http/request-facts";
import { isLocale } from "@/lib/i18n/locales";
import { hashToken, kindOfToken } from "@/lib/keys/token";

/**
 * The person behind a bearer token, with the token's own limits as credential; null when it is malformed, unknown,
 * revoked or expired, or when its owner is disabled. Keys of endpoints and jobs give an actor that no verb of people
 * accepts; a job's own lives as long as what it runs, whose outputs are the project's, whatever became of who submitted it.
 * Use is noted at most once a minute.
 */
export async function actorOfToken(token: string, facts: RequestFacts): Promise<UserActor | null> {
  const kind = kindOfToken(token);
  if (kind === null || kind === "upload") return null;
  const [found] = await db
    .select({ key: accessKeys, user: users, isAdministrator: isAdministrator() })
    .from(accessKeys)
    .innerJoin(users, eq(users.id, accessKeys.userId))
    .where(
      and(
        eq(accessKeys.tokenHash, hashToken(token)),
        isNull(accessKeys.revokedAt),
        gt(accessKeys.expiresAt, sql`now()`),
        or(eq(accessKeys.kind, "job"), and(isNull(users.disabledAt), isNull(users.deletedAt))),
      ),
    );
  if (!found || found.key.kind !== kind) return null;
  const { key, user } = found;
  await noteUse(key, facts);
  return {
    kind: "user",
    userId: user.id,
    name: user.name,
    displayName: user.displayName,
    isAdministrator: found.isAdministrator,
    mustChangePassword: user.mustChangePassword,
    credential: {
      kind: "key",
      keyId: key.id,
      keyKind: key.kind,
      hint: key.hint,
      access: key.access,
      projectIds: key.projectIds,
      subjectId: key.subjectId,
    },
    locale: isLocale(user.locale) ? user.locale : facts.locale,
    requestId: facts.requestId,
    address: facts.address,
  };
}

/** Whether the user of a query has the platform's administrator role: a column. Names are written out, because drizzle drops a table's name where there is one table. */
export function isAdministrator(): SQL<boolean> {
  return sql<boolean>`exists (select 1 from ${bindings} b where b.subject_kind = 'user'
    and b.subject_id = "users"."id" and b.project_id is null and b.role = 'administrator')`;
}

async function noteUse(key: typeof accessKeys.$inferSelect, facts: RequestFacts): Promise<void> {
  if (key.lastUsedAt !== null && Date.now() - key.lastUsedAt.getTime() < 60_000) return;
  await db.update(accessKeys).set({ lastUsedAt: new Date(), lastUsedAddress: facts.address }).where(eq(accessKeys.id, key.id));
}
