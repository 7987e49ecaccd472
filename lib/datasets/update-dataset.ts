import { and, eq, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { datasets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import type { DatasetView, UpdateDatasetInput } from "@/lib/datasets/dataset";
import { getDataset } from "@/lib/datasets/get-dataset";
import { AppError } from "@/lib/errors";

/** Changes what is said about a dataset. Throws `stale` when it is no longer at `expectedVersion`. */
export async function updateDataset(
  actor: Actor,
  input: UpdateDatasetInput & { readonly id: string; readonly expectedVersion: number },
): Promise<DatasetView> {
  const { id, expectedVersion, ...given } = input;
  const row = await authorizeRow(actor, "dataset:write", datasets, id);
  const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  await transaction(async (tx) => {
    const updated = await tx
      .update(datasets)
      .set({ ...changed, updatedAt: sql`now()`, version: expectedVersion + 1 })
      .where(and(eq(datasets.id, id), eq(datasets.version, expectedVersion)))
      .returning({ name: datasets.name });
    if (updated.length === 0) throw new AppError("stale", "errors.stale");
    await recordChange(tx, actor, {
      type: "dataset.updated",
      subject: { type: "dataset", id, name: updated[0]?.name ?? row.name },
      projectId: row.projectId,
      fields: changed,
    });
  });
  return getDataset(actor, id);
}
