import { and, eq, isNull, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { operations } from "@/db/schema";
import type { SubjectType } from "@/db/values";
import type { Message } from "@/lib/errors";
import { newId } from "@/lib/id";

interface NewOperation {
  readonly kind: string;
  readonly projectId: string | null;
  readonly subject: { readonly type: SubjectType; readonly id: string; readonly name: string };
  readonly total?: number;
  readonly unit?: "bytes" | "files" | "steps";
  readonly createdBy: string | null;
}

/** Writes down that something long will be done; whoever does it reports on the returned id. */
export async function createOperation(tx: Tx, input: NewOperation): Promise<string> {
  const id = newId();
  await tx.insert(operations).values({
    id,
    kind: input.kind,
    projectId: input.projectId,
    subjectType: input.subject.type,
    subjectId: input.subject.id,
    subjectName: input.subject.name,
    total: input.total ?? null,
    unit: input.unit ?? "steps",
    createdBy: input.createdBy,
  });
  await tell(tx, id);
  return id;
}

/** How far it is. Returns whether somebody asked for its end. */
export async function reportProgress(
  id: string,
  progress: { readonly done?: number; readonly total?: number; readonly message?: Message },
): Promise<{ readonly isCancelled: boolean }> {
  const [row] = await db
    .update(operations)
    .set({ ...progress, status: "running", startedAt: sql`coalesce(${operations.startedAt}, now())` })
    .where(and(eq(operations.id, id), isNull(operations.endedAt)))
    .returning({ cancelRequestedAt: operations.cancelRequestedAt });
  await tell(db, id);
  return { isCancelled: row?.cancelRequestedAt != null };
}

/** How it ended. The first end stands. */
export async function endOperation(on: Db, id: string, status: "succeeded" | "failed" | "cancelled", message?: Message): Promise<void> {
  await on
    .update(operations)
    .set({
      status,
      endedAt: sql`now()`,
      ...(message && { message }),
      ...(status === "succeeded" && { done: sql`coalesce(${operations.total}, ${operations.done})` }),
    })
    .where(and(eq(operations.id, id), isNull(operations.endedAt)));
  await tell(on, id);
}

async function tell(on: Db, id: string): Promise<void> {
  await on.execute(sql`select pg_notify('cairn_operations', ${id})`);
}
