import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { computes } from "@/db/schema";
import { type ComputeBackend, provesPolicies } from "@/lib/compute/backend";

const hourMs = 3_600_000;

/** For the worker: finds out once a day whether policies hold, and each hour as long as that is not known. Of several workers one does. */
export async function publishPolicy(backend: ComputeBackend): Promise<void> {
  if (!provesPolicies(backend)) return;
  const before = (ms: number) => lt(computes.policyTriedAt, new Date(Date.now() - ms));
  const isKnown = sql`coalesce(${computes.policy} ->> 'answer', 'unknown') <> 'unknown'`;
  const due = or(isNull(computes.policyTriedAt), before(24 * hourMs), and(before(hourMs), sql`not ${isKnown}`));
  const ofBackend = eq(computes.name, backend.name);
  const [mine] = await db.update(computes).set({ policyTriedAt: new Date() }).where(and(ofBackend, due)).returning({ name: computes.name });
  if (!mine) return;
  const policy = await backend.probePolicies();
  await db.update(computes).set({ policy, policyTriedAt: new Date() }).where(ofBackend);
}
