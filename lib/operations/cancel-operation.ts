import { and, eq, isNull, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { operations } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { notFound } from "@/lib/errors";

/** Asks something long to end; it does so at its next report. What has ended stays as it is. */
export async function cancelOperation(actor: Actor, id: string): Promise<void> {
  const [row] = isUuid(id) ? await db.select().from(operations).where(eq(operations.id, id)) : [];
  if (!row?.projectId) throw notFound();
  const { projectId } = row;
  await authorize(actor, "operation:cancel", projectId);
  await transaction(async (tx) => {
    const changed = await tx
      .update(operations)
      .set({ cancelRequestedAt: sql`coalesce(${operations.cancelRequestedAt}, now())` })
      .where(and(eq(operations.id, id), isNull(operations.endedAt)))
      .returning({ id: operations.id });
    if (changed.length === 0) return;
    await recordChange(tx, actor, { type: "operation.cancelled", subject: { type: "operation", id, name: row.subjectName }, projectId });
    await tx.execute(sql`select pg_notify('cairn_operations', ${id})`);
  });
}
