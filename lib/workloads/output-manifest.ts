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
export async function keepOutput(tx: Tx, attemptId: string, output: OutputEntry): Promise<void> {
  await keepOutputs(tx, attemptId, [output]);
}

/** The same for many, each path once. */
export async function keepOutputs(tx: Tx, attemptId: string, outputs: readonly OutputEntry[]): Promise<void> {
  if (outputs.length === 0) return;
  await tx
    .insert(manifestEntries)
    .values(
      outputs.map(({ path, sha256, size, modifiedAt }) => ({
        ownerType: "attempt" as const,
        ownerId: attemptId,
        path,
        sha256,
        size,
        modifiedAt,
      })),
    )
    .onConflictDoUpdate({
      target: [manifestEntries.ownerType, manifestEntries.ownerId, manifestEntries.path],
      set: { sha256: sql`excluded.sha256`, size: sql`excluded.size`, modifiedAt: sql`excluded.modified_at` },
    });
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
