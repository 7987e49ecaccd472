import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { manifestEntries } from "@/db/schema";

export interface OutputEntry {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** Whose the outputs of an attempt are in the manifests: a condition. */
export function outputsOf(attemptId: string): SQL | undefined {
  return and(eq(manifestEntries.ownerType, "attempt"), eq(manifestEntries.ownerId, attemptId));
}

/** Names a stored file among the outputs of an attempt, in place of what stood there. */
export async function keepOutput(tx: Tx, attemptId: string, { path, sha256, size, modifiedAt }: OutputEntry): Promise<void> {
  const values = { sha256, size, modifiedAt };
  await tx
    .insert(manifestEntries)
    .values({ ownerType: "attempt", ownerId: attemptId, path, ...values })
    .onConflictDoUpdate({ target: [manifestEntries.ownerType, manifestEntries.ownerId, manifestEntries.path], set: values });
}

/** The paths of an attempt's outputs so far. */
export async function outputPaths(tx: Tx, attemptId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.select({ path: manifestEntries.path }).from(manifestEntries).where(outputsOf(attemptId));
  return new Set(rows.map(({ path }) => path));
}

/** Forgets every output of an attempt but these. */
export async function keepOnlyOutputs(tx: Tx, attemptId: string, paths: readonly string[]): Promise<void> {
  const others = (await outputPaths(tx, attemptId)).difference(new Set(paths));
  if (others.size === 0) return;
  // As one value: a statement takes 65,535 of them.
  const named = sql`(select jsonb_array_elements_text(${JSON.stringify([...others])}::jsonb))`;
  await tx.delete(manifestEntries).where(and(outputsOf(attemptId), sql`${manifestEntries.path} in ${named}`));
}
