import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { accessKeys, attempts, loginSessions, manifestEntries, routes, tickets } from "@/db/schema";
import { aJob } from "@/db/testing/train-factories";
import type { UserActor } from "@/lib/auth/actor";
import { putBlob } from "@/lib/blobs/put-blob";
import { newId, randomToken } from "@/lib/id";
import { hashToken, hintOf, makeToken } from "@/lib/keys/token";
import { registerModel } from "@/lib/models/register-model";

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

/** An attempt that has ended and left these outputs, by path and text. */
export async function anEndedJob(
  projectId: string,
  userId: string,
  outputs: Readonly<Record<string, string>>,
  values: Parameters<typeof aJob>[2] = {},
) {
  const { job, attempt, run } = await aJob(projectId, userId, { status: "succeeded", ...values });
  await db.update(attempts).set({ flushedAt: new Date() }).where(eq(attempts.id, attempt.id));
  for (const [path, text] of Object.entries(outputs)) {
    const blob = await putBlob(Buffer.from(text));
    await db.insert(manifestEntries).values({ ownerType: "attempt", ownerId: attempt.id, path, ...blob });
  }
  return { job, attempt, run };
}

/** A registered version of a model that an endpoint could serve. */
export async function aModelVersion(actor: UserActor, projectId: string, model = "digits") {
  const { attempt } = await anEndedJob(projectId, actor.userId, { "model.joblib": "bytes" });
  return registerModel(actor, { projectId, attemptId: attempt.id, model, note: "" });
}
