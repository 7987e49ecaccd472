import { db } from "@/db/client";
import { accessKeys, loginSessions, routes, tickets } from "@/db/schema";
import { newId, randomToken } from "@/lib/id";
import { hashToken, hintOf, makeToken } from "@/lib/keys/token";

/** A route as the worker writes it; the subject is made up unless given. */
export async function aRoute(
  values: Pick<typeof routes.$inferInsert, "face" | "address" | "projectId" | "targets"> & { subjectId?: string },
): Promise<typeof routes.$inferSelect> {
  const [row] = await db
    .insert(routes)
    .values({ id: newId(), subjectId: newId(), ...values })
    .returning();
  if (!row) throw new Error("insert returned no row");
  return row;
}

/** The one target of a route. */
export function aTarget(address: string, revisionId = newId()) {
  return { revisionId, revision: 1, address, weight: 100 };
}

/** A token with its row, as making a key leaves it. */
export async function aToken(
  values: Pick<typeof accessKeys.$inferInsert, "userId"> & Partial<typeof accessKeys.$inferInsert> & { kind: "personal" | "endpoint" },
): Promise<{ token: string; id: string }> {
  const token = makeToken(values.kind);
  const id = newId();
  const expiresAt = new Date(Date.now() + 86_400_000);
  await db
    .insert(accessKeys)
    .values({ id, name: "key", tokenHash: hashToken(token), hint: hintOf(token), access: "write", expiresAt, ...values });
  return { token, id };
}

export async function aLoginSession(userId: string): Promise<string> {
  const id = newId();
  await db.insert(loginSessions).values({ id, userId, sidHash: hashToken(randomToken()), expiresAt: new Date(Date.now() + 86_400_000) });
  return id;
}

export async function aTicket(
  values: Pick<typeof tickets.$inferInsert, "sessionId" | "appId" | "host"> & { expiresAt?: Date; path?: string },
) {
  const ticket = randomToken();
  await db.insert(tickets).values({ path: "/", expiresAt: new Date(Date.now() + 30_000), ...values, tokenHash: hashToken(ticket) });
  return ticket;
}
