import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import type { Message } from "@/lib/errors";
import { longestSilenceSeconds } from "@/lib/worker/heartbeat";

/** What to say in place of a status that only a worker keeps true, while none says anything; null while one does. */
export async function workerSilence(): Promise<Message | null> {
  const [worker] = await db
    .select({ isSilent: sql<boolean>`${processHeartbeats.at} < now() - make_interval(secs => ${longestSilenceSeconds})` })
    .from(processHeartbeats)
    .where(eq(processHeartbeats.process, "worker"));
  return worker?.isSilent ? { key: "errors.workerSilent" } : null;
}
