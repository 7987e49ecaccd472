import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxItems } from "@/db/schema";
import type { SubjectType } from "@/db/values";
import type { Message } from "@/lib/errors";
import { newId } from "@/lib/id";

interface Notice extends Message {
  readonly userId: string;
  readonly projectId: string | null;
  readonly subject: { readonly type: SubjectType; readonly id: string };
  /** Console path of the exact place, such as `/vision-lab/jobs/digits`. */
  readonly path: string;
}

/** Puts a line into a person's inbox, with the transaction that tells of it. */
export async function notify(tx: Tx, notice: Notice): Promise<void> {
  await tx.insert(inboxItems).values({
    id: newId(),
    userId: notice.userId,
    projectId: notice.projectId,
    key: notice.key,
    params: { ...notice.params },
    subjectType: notice.subject.type,
    subjectId: notice.subject.id,
    path: notice.path,
  });
  await tx.execute(sql`select pg_notify('cairn_inbox', ${notice.userId})`);
}
