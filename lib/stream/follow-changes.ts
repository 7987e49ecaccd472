import { and, asc, eq, gt, max } from "drizzle-orm";
import { db } from "@/db/client";
import { changes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

export interface ChangeEvent {
  readonly seq: number;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
}

/** What changes in a project, in the order of commits, behind `after`; without one, from now on. */
export async function* followChanges(
  actor: Actor,
  projectId: string,
  options: { readonly after?: number; readonly signal: AbortSignal },
): AsyncGenerator<ChangeEvent> {
  await authorize(actor, "project:read", projectId);
  let seq = options.after ?? (await newest(projectId));
  for await (const _ of waitForNotice("cairn_changes", (payload) => payload.includes(projectId), options.signal)) {
    const rows = await db
      .select({ seq: changes.seq, type: changes.type, subjectType: changes.subjectType, subjectId: changes.subjectId })
      .from(changes)
      .where(and(eq(changes.projectId, projectId), gt(changes.seq, seq)))
      .orderBy(asc(changes.seq))
      .limit(500);
    for (const row of rows) {
      seq = row.seq;
      yield row;
    }
  }
}

async function newest(projectId: string): Promise<number> {
  const [row] = await db
    .select({ seq: max(changes.seq) })
    .from(changes)
    .where(eq(changes.projectId, projectId));
  return row?.seq ?? 0;
}
