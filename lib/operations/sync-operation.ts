import { and, eq, inArray, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import { cordonKinds, drainKinds } from "@/lib/cluster/drain";
import { emptier } from "@/lib/cluster/emptier";
import { removalKinds } from "@/lib/cluster/namespace";
import { runDrain } from "@/lib/cluster/run-drain";
import { runRemoval } from "@/lib/cluster/run-removal";
import { clean } from "@/lib/machine/clean-folders";
import { cleanables, cleaningKind } from "@/lib/machine/cleanable";
import { endOperation, reportProgress } from "@/lib/operations/track-operation";
import { ensureRunning } from "@/lib/worker/background";

const lookAgainMs = 30_000;

type Doing = (operation: typeof operations.$inferSelect, signal: AbortSignal) => Promise<void>;

/** What the worker does for operations that are nobody else's. */
const doing: ReadonlyMap<string, Doing> = new Map<string, Doing>([
  ...cleanables.map((what) => [cleaningKind(what), freeing(clean[what])] as const),
  [cordonKinds.cordon, scheduling(false)],
  [cordonKinds.uncordon, scheduling(true)],
  ...drainKinds.map((kind) => [kind, runDrain] as const),
  ...removalKinds.map((kind) => [kind, runRemoval] as const),
]);

function scheduling(isSchedulable: boolean): Doing {
  return async ({ id, subjectName }) => {
    await emptier().setSchedulable(subjectName, isSchedulable);
    await endOperation(db, id, "succeeded");
  };
}

function freeing(free: () => Promise<number>): Doing {
  return async ({ id }) => {
    const bytes = await free();
    await reportProgress(id, { done: bytes, total: bytes });
    await endOperation(db, id, "succeeded");
  };
}

/** Runs an operation that was asked for, beside the loop; one that a crash cut short runs again. */
export async function syncOperation(id: string): Promise<Date | null> {
  const [row] = await db.select().from(operations).where(eq(operations.id, id));
  const run = row && doing.get(row.kind);
  if (!run || row.endedAt !== null) return null;
  ensureRunning(`operation:${id}`, async (signal) => {
    await reportProgress(id, {});
    try {
      await run(row, signal);
    } catch (error) {
      // Another worker goes on with what this one leaves.
      if (signal.aborted) return;
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
    .where(and(inArray(operations.kind, [...doing.keys()]), isNull(operations.endedAt)));
  return rows.map(({ id }) => id);
}
