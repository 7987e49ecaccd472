import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { transaction } from "@/db/client";
import { setupTokens, users } from "@/db/schema";
import { addUser } from "@/lib/accounts/add-user";
import { hasAdministrator, lockSetup } from "@/lib/accounts/make-setup-link";
import { displayName, newPassword, userName } from "@/lib/accounts/user";
import { systemActor } from "@/lib/auth/actor";
import { hashPassword } from "@/lib/auth/password";
import { recordChange } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import type { RequestFacts } from "@/lib/http/request-facts";
import { hashToken } from "@/lib/keys/token";
import { addressKey, consume } from "@/lib/rates/consume";

export const setupInput = z.strictObject({
  token: z.string().max(200),
  name: userName,
  displayName: displayName.optional(),
  password: newPassword,
});
export type SetupInput = z.output<typeof setupInput>;

/**
 * Creates the first administrator with the token of the setup link. The link is good once, for a day, and only while
 * nobody administers this installation; all of that is one sentence to who has a link that is not.
 */
export async function setupAdministrator(input: SetupInput, facts: RequestFacts): Promise<void> {
  await consume("setup", addressKey(facts.address));
  const passwordHash = await hashPassword(input.password);
  await transaction(async (tx) => {
    await lockSetup(tx);
    const [token] = await tx
      .update(setupTokens)
      .set({ usedAt: new Date() })
      .where(and(eq(setupTokens.tokenHash, hashToken(input.token)), isNull(setupTokens.usedAt), gt(setupTokens.expiresAt, sql`now()`)))
      .returning({ hash: setupTokens.tokenHash });
    if (!token || (await hasAdministrator(tx))) throw new AppError("forbidden", "auth.setup.refused");
    const actor = { ...systemActor("setup"), requestId: facts.requestId, address: facts.address };
    const user = await addUser(tx, actor, { ...input, isAdministrator: true, locale: facts.locale });
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    await recordChange(tx, actor, {
      type: "user.created",
      subject: { type: "user", id: user.id, name: user.name },
      projectId: null,
      fields: { isAdministrator: true },
    });
  });
}
