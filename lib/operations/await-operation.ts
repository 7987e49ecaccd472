import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import { type OperationView, toOperationView } from "@/lib/operations/operation";
import { waitForNotice } from "@/lib/stream/wait-for-notice";

/** An operation as it is when it has ended, or after so long. */
export async function awaitOperation(id: string, patienceMs: number): Promise<OperationView> {
  const read = async () => {
    const [row] = await db.select().from(operations).where(eq(operations.id, id));
    if (!row) throw new Error("an operation vanished");
    return row;
  };
  for await (const _ of waitForNotice("cairn_operations", (payload) => payload === id, AbortSignal.timeout(patienceMs))) {
    const row = await read();
    if (row.endedAt !== null) return toOperationView(row);
  }
  return toOperationView(await read());
}
