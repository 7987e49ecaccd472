import { and, eq, isNull, like } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import { clean } from "@/lib/machine/clean-folders";
import { cleanables, cleaningKind } from "@/lib/machine/cleanable";
import { endOperation, reportProgress } from "@/lib/operations/track-operation";
import { ensureRunning } from "@/lib/worker/background";

const lookAgainMs = 30_000;

/** What the worker does for operations that are nobody else's: each kind with what it frees or makes, in bytes. */
const doing = new Map<string, () => Promise<number>>(cleanables.map((what) => [cleaningKind(what), clean[what]]));

/** Runs an operation that was asked for, beside the loop; one that a crash cut short runs again. */
export async function syncOperation(id: string): Promise<Date | null> {
  const [row] = await db.select().from(operations).where(eq(operations.id, id));
  const run = row && doing.get(row.kind);
  if (!run || row.endedAt !== null) return null;
  ensureRunning(`operation:${id}`, async () => {
    await reportProgress(id, {});
    try {
      const bytes = await run();
      await reportProgress(id, { done: bytes, total: bytes });
      await endOperation(db, id, "succeeded");
    } catch (error) {
      await endOperation(db, id, "failed", {
        key: "operations.failed",
        params: { detail: error instanceof Error ? error.message : String(error) },
      });
      throw error;
    }
  });
  return new Date(Date.now() + lookAgainMs);
}

export async function idsOfOperationsToSync(): Promise<readonly string[]> {
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .where(and(like(operations.kind, "machine.clean.%"), isNull(operations.endedAt)));
  return rows.map(({ id }) => id);
}
