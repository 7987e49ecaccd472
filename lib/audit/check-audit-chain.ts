import { asc, gt } from "drizzle-orm";
import { db } from "@/db/client";
import { auditEvents } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { auditHash } from "@/lib/changes/record-change";

/** Whether every audit row is as it was written and none is missing in between. */
export interface ChainReport {
  readonly rows: number;
  /** Id of the first row that does not fit its predecessor or itself; null when the chain is whole. */
  readonly brokenAt: string | null;
}

/** Recomputes the hash chain of the audit log, a thousand rows at a time. */
export async function checkAuditChain(actor: Actor): Promise<ChainReport> {
  await authorizePlatform(actor, "platform:audit");
  let previous: Buffer | null = null;
  let rows = 0;
  for (let after = 0; ; ) {
    const page: (typeof auditEvents.$inferSelect)[] = await db
      .select()
      .from(auditEvents)
      .where(gt(auditEvents.seq, after))
      .orderBy(asc(auditEvents.seq))
      .limit(1_000);
    for (const { seq, hash, previousHash, ...row } of page) {
      const follows = previous === null || previous.equals(previousHash);
      if (!follows || !auditHash(previousHash, row).equals(hash)) return { rows, brokenAt: row.id };
      previous = hash;
      after = seq;
      rows += 1;
    }
    if (page.length < 1_000) return { rows, brokenAt: null };
  }
}
