import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import { log } from "@/lib/log";

const everyMs = 5_000;
/** A process that said nothing for so long is taken for one that is not there. */
export const longestSilenceSeconds = 15;

/** Says every five seconds that this process lives; `/api/ready` reads it. Returns how to end it. */
export function startHeartbeat(name: string, details: () => Record<string, unknown> = () => ({})): () => void {
  const startedAt = new Date();
  const beat = async () => {
    const row = { process: name, startedAt, at: sql`now()`, details: details() };
    await db.insert(processHeartbeats).values(row).onConflictDoUpdate({ target: processHeartbeats.process, set: row });
  };
  const beatOrWarn = () => beat().catch((error: unknown) => log.warn({ err: error }, "no heartbeat"));
  void beatOrWarn();
  const timer = setInterval(beatOrWarn, everyMs);
  return () => clearInterval(timer);
}
