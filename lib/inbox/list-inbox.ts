import { and, count, desc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { inboxItems } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { type InboxItemView, toInboxItemView } from "@/lib/inbox/inbox-item";

/** The newest lines of one's own inbox and how many are unread. */
export async function listInbox(actor: Actor, limit = 50): Promise<{ readonly items: readonly InboxItemView[]; readonly unread: number }> {
  const { userId } = authorizeSelf(actor, "read");
  const items = await db.select().from(inboxItems).where(eq(inboxItems.userId, userId)).orderBy(desc(inboxItems.createdAt)).limit(limit);
  const [unread] = await db
    .select({ n: count() })
    .from(inboxItems)
    .where(and(eq(inboxItems.userId, userId), isNull(inboxItems.readAt)));
  return { items: items.map(toInboxItemView), unread: unread?.n ?? 0 };
}
