import { isDeepStrictEqual } from "node:util";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { timeline } from "@/db/schema";
import type { Stage, SubjectType } from "@/db/values";
import type { Message } from "@/lib/errors";
import { newId } from "@/lib/id";

/** What a stage is about: who, where he is, why, and who holds what he waits for. */
export interface StageEntry extends Message {
  readonly subject: { readonly type: SubjectType; readonly id: string };
  readonly attempt?: number;
  readonly stage: Stage;
  readonly holder?: { readonly type: SubjectType; readonly id: string; readonly name: string };
}

/**
 * Says that a subject is in a stage now, and why. The stage before ends here; the same stage with another reason goes on
 * with the new one; the same again changes nothing. `ended` is closed at once. Returns whether that is news.
 */
export async function enter(tx: Tx, entry: StageEntry): Promise<boolean> {
  const values = {
    attempt: entry.attempt ?? 1,
    stage: entry.stage,
    key: entry.key,
    params: { ...entry.params },
    holder: entry.holder ?? null,
  };
  const [open] = await tx
    .select()
    .from(timeline)
    .where(and(eq(timeline.subjectId, entry.subject.id), isNull(timeline.until)))
    .orderBy(desc(timeline.since))
    .limit(1);
  if (open && open.stage === values.stage && open.attempt === values.attempt) {
    if (isDeepStrictEqual([open.key, open.params, open.holder], [values.key, values.params, values.holder])) return false;
    await tx.update(timeline).set({ key: values.key, params: values.params, holder: values.holder }).where(eq(timeline.id, open.id));
    return true;
  }
  // One instant for both: a stage begins when the one before ends.
  const now = new Date();
  if (open)
    await tx
      .update(timeline)
      .set({ until: now })
      .where(and(eq(timeline.subjectId, entry.subject.id), isNull(timeline.until)));
  await tx.insert(timeline).values({
    id: newId(),
    subjectType: entry.subject.type,
    subjectId: entry.subject.id,
    ...values,
    since: now,
    until: values.stage === "ended" ? now : null,
  });
  return true;
}
