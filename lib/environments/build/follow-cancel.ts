import { and, eq, isNotNull } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import { log } from "@/lib/log";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

/** Aborts `cancelled` once somebody asks for the operation's end. Returns how to stop watching. */
export function followCancel(operationId: string, cancelled: AbortController): () => void {
  const watching = new AbortController();
  void (async () => {
    for await (const _ of waitForNotice("cairn_operations", (payload) => payload === operationId, watching.signal)) {
      const [row] = await db
        .select({ id: operations.id })
        .from(operations)
        .where(and(eq(operations.id, operationId), isNotNull(operations.cancelRequestedAt)));
      if (row) cancelled.abort();
    }
  })().catch((error: unknown) => log.warn({ err: error, operationId }, "cannot hear whether a build is cancelled"));
  return () => watching.abort();
}
