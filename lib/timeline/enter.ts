import { sql } from "drizzle-orm";
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
export async function enter(tx: Tx, { subject, attempt = 1, stage, key, params = {}, holder }: StageEntry): Promise<boolean> {
  // One instant for both: a stage begins when the one before ends.
  const now = new Date().toISOString();
  const told = sql`${key}, ${JSON.stringify(params)}::jsonb, ${holder ? JSON.stringify(holder) : null}::jsonb`;
  // In one statement, since every step of every job says where it is.
  const { rowCount } = await tx.execute(sql`
    with same as (
      select id, (key, params, holder) is not distinct from (${told}) as is_told from (
        select * from ${timeline} where subject_id = ${subject.id} and until is null order by since desc limit 1) as open
      where stage = ${stage} and attempt = ${attempt}),
    changed as (
      update ${timeline} set (key, params, holder) = (select ${told}) from same
      where ${timeline}.id = same.id and not is_told returning 1),
    closed as (
      update ${timeline} set until = ${now} where subject_id = ${subject.id} and until is null and not exists (select from same)),
    added as (
      insert into ${timeline} (id, subject_type, subject_id, attempt, stage, since, until, key, params, holder)
      select ${newId()}, ${subject.type}, ${subject.id}, ${attempt}, ${stage}, ${now}, ${stage === "ended" ? now : null}, ${told}
      where not exists (select from same) returning 1)
    select from changed union all select from added`);
  return (rowCount ?? 0) > 0;
}
