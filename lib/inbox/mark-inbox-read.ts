import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { transaction } from "@/db/client";
import { inboxItems } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";

export const markInboxReadInput = z.object({
  ids: z.array(z.uuid()).max(200).optional().meta({ description: "Which lines; all when left out." }),
});

/** Marks lines of one's own inbox as read; ids of others are passed over. */
export async function markInboxRead(actor: Actor, input: z.output<typeof markInboxReadInput>): Promise<void> {
  const { userId } = authorizeSelf(actor, "write");
  await transaction(async (tx) => {
    await tx
      .update(inboxItems)
      .set({ readAt: sql`now()` })
      .where(and(eq(inboxItems.userId, userId), isNull(inboxItems.readAt), input.ids ? inArray(inboxItems.id, input.ids) : undefined));
    await tx.execute(sql`select pg_notify('cairn_inbox', ${userId})`);
  });
}
