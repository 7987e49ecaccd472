import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { computes } from "@/db/schema";
import type { PolicyView } from "@/lib/cluster/policy";
import type { PolicyFinding } from "@/lib/compute/backend";
import { env } from "@/lib/env";

/** Null where policies are no matter, and until the worker has tried. */
export async function readPolicy(): Promise<PolicyView | null> {
  const [row] = await db
    .select({ policy: computes.policy, triedAt: computes.policyTriedAt })
    .from(computes)
    .where(eq(computes.name, env.CAIRN_COMPUTE));
  if (!row?.policy || !row.triedAt) return null;
  const finding = row.policy as PolicyFinding;
  return { answer: finding.answer, reason: finding.answer === "unknown" ? finding.reason : null, triedAt: row.triedAt.toISOString() };
}
