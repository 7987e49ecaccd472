import { and, eq, isNull } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { users } from "@/db/schema";
import { systemActor } from "@/lib/auth/actor";
import { isPassword } from "@/lib/auth/password";
import { sessionActor } from "@/lib/auth/session-actor";
import { type SessionOrigin, startSession } from "@/lib/auth/start-session";
import { recordAudit } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import type { RequestFacts } from "@/lib/http/request-facts";
import { addressKey, consume, forget } from "@/lib/rates/consume";

interface Credentials {
  readonly name: string;
  readonly password: string;
}

/**
 * The id of the person whose name and password these are. Throws one and the same refusal for a wrong name and a wrong
 * password, `rate_limited` after too many, and says that an account is disabled only to who knows its password.
 */
export async function checkPassword(given: Credentials, facts: RequestFacts): Promise<string> {
  const name = given.name.normalize("NFKC").trim().toLowerCase().slice(0, 100);
  const pair = `${name} ${addressKey(facts.address)}`;
  await consume("signInAddress", addressKey(facts.address));
  await consume("signIn", pair);
  await slowDown(name);
  const [user] = await db
    .select()
    .from(users)
    .where(and(eq(users.name, name), isNull(users.deletedAt)));
  const right = await isPassword(user?.passwordHash ?? null, given.password);
  if (!user || !right) {
    if (user) await recordRefusal(user, facts);
    throw new AppError("unauthenticated", "auth.signIn.wrong");
  }
  if (user.disabledAt !== null) {
    await recordRefusal(user, facts);
    throw new AppError("forbidden", "auth.signIn.disabled");
  }
  await forget("signIn", pair);
  return user.id;
}

/** Starts the session of a person who has just proved who he is, and notes it. Returns the secret for the cookie. */
export async function beginSession(userId: string, origin: SessionOrigin): Promise<{ readonly sid: string }> {
  return transaction(async (tx) => {
    const [user] = await tx.update(users).set({ lastSignInAt: new Date() }).where(eq(users.id, userId)).returning();
    if (!user) throw new Error("The user of a new session is gone");
    const session = await startSession(tx, userId, origin);
    const facts = { isAdministrator: false, locale: "en", requestId: null, address: origin.address } as const;
    const actor = sessionActor(user, { id: session.id, confirmedAt: new Date() }, facts);
    await recordAudit(tx, actor, { type: "session.started", subject: subjectOf(user), projectId: null }, "done");
    return { sid: session.sid };
  });
}

/** Guessing one account from many addresses gets slower, but nobody can lock its owner out. */
async function slowDown(name: string): Promise<void> {
  const isCalm = await consume("signInAccount", name).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false;
      throw error;
    },
  );
  if (!isCalm) await new Promise((resolve) => setTimeout(resolve, 3_000));
}

async function recordRefusal(user: typeof users.$inferSelect, facts: RequestFacts): Promise<void> {
  const actor = { ...systemActor("sign-in"), requestId: facts.requestId, address: facts.address };
  await transaction((tx) => recordAudit(tx, actor, { type: "session.refused", subject: subjectOf(user), projectId: null }, "denied"));
}

function subjectOf(user: typeof users.$inferSelect) {
  return { type: "user", id: user.id, name: user.name } as const;
}
