import { and, eq, isNull, sql } from "drizzle-orm";
import { type Db, db, transaction } from "@/db/client";
import { bindings, setupTokens, users } from "@/db/schema";
import { env } from "@/lib/env";
import { randomToken } from "@/lib/id";
import { hashToken } from "@/lib/keys/token";

/**
 * A fresh one-use link, good for 24 hours, that creates the administrator; null when there is one. Older links end. The
 * token stands behind `#`, so that no server, proxy or log sees it.
 */
export async function makeSetupLink(): Promise<string | null> {
  return transaction(async (tx) => {
    await lockSetup(tx);
    if (await hasAdministrator(tx)) return null;
    const token = randomToken();
    await tx.delete(setupTokens).where(isNull(setupTokens.usedAt));
    await tx.insert(setupTokens).values({ tokenHash: hashToken(token), expiresAt: new Date(Date.now() + 24 * 3_600_000) });
    return `${env.CAIRN_URL}/setup#${token}`;
  });
}

/** Whether anyone administers this installation: a disabled one counts, his password can be reset from the shell. */
export async function hasAdministrator(on: Db = db): Promise<boolean> {
  const [found] = await on
    .select({ id: bindings.id })
    .from(bindings)
    .innerJoin(users, eq(users.id, bindings.subjectId))
    .where(and(eq(bindings.subjectKind, "user"), isNull(bindings.projectId), eq(bindings.role, "administrator"), isNull(users.deletedAt)))
    .limit(1);
  return found !== undefined;
}

/** Set-ups happen one after the other. */
export async function lockSetup(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(7231003)`);
}
