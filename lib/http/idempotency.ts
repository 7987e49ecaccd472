import { createHash } from "node:crypto";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { AppError, invalidField } from "@/lib/errors";

interface Once {
  readonly actor: UserActor;
  readonly request: Request;
  readonly route: string;
  readonly body: unknown;
}

/**
 * Runs a POST once per Idempotency-Key of a person: a repetition within a day gets the first answer again, the same key
 * for something else is a conflict. Without the header it just runs. Refusals are not kept: a corrected request may
 * repeat its key.
 */
export async function runOnce(once: Once, run: () => Promise<Response>): Promise<Response> {
  const key = once.request.headers.get("idempotency-key");
  if (key === null) return run();
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw invalidField("Idempotency-Key", "errors.field.format", { format: "1–200 ASCII" });

  const kept = await claim(once, key);
  if (kept) return kept;
  const mine = and(eq(idempotencyKeys.userId, once.actor.userId), eq(idempotencyKeys.key, key));
  try {
    const response = await run();
    const text = await response.clone().text();
    await db
      .update(idempotencyKeys)
      .set({ status: response.status, body: text, headers: { "content-type": response.headers.get("content-type") ?? "" } })
      .where(mine);
    return response;
  } catch (error) {
    await db.delete(idempotencyKeys).where(and(mine, isNull(idempotencyKeys.status)));
    throw error;
  }
}

/** The kept answer, or null once the key is ours. */
async function claim(once: Once, key: string): Promise<Response | null> {
  const requestHash = createHash("sha256")
    .update(`${once.request.url}\n${JSON.stringify(once.body)}`)
    .digest();
  // A claim that was never finished belonged to a process that died.
  await db
    .delete(idempotencyKeys)
    .where(
      or(
        lt(idempotencyKeys.createdAt, sql`now() - interval '1 day'`),
        and(isNull(idempotencyKeys.status), lt(idempotencyKeys.createdAt, sql`now() - interval '10 minutes'`)),
      ),
    );
  const [mine] = await db
    .insert(idempotencyKeys)
    .values({ userId: once.actor.userId, key, route: once.route, requestHash })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (mine) return null;
  const [kept] = await db
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.userId, once.actor.userId), eq(idempotencyKeys.key, key)));
  if (!kept || kept.status === null) throw new AppError("conflict", "errors.idempotencyRunning", {}, { retryAfterSeconds: 2 });
  if (kept.route !== once.route || !kept.requestHash.equals(requestHash)) throw new AppError("conflict", "errors.idempotencyReuse");
  return new Response(kept.status === 204 ? null : kept.body, {
    status: kept.status,
    headers: { ...kept.headers, "cache-control": "private, no-store", "idempotent-replayed": "true" },
  });
}
