import { and, eq, gt, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { datasets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeRow, isUuid } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { binDays } from "@/lib/datasets/bin-days";
import type { DatasetView } from "@/lib/datasets/dataset";
import { unfinishedJobsOf } from "@/lib/datasets/dataset-users";
import { getDataset } from "@/lib/datasets/get-dataset";
import { AppError, notFound, sqlState } from "@/lib/errors";

/** Puts a dataset into the bin, from where it can be taken back for 30 days. Refused while a job that has not ended reads it. */
export async function deleteDataset(actor: Actor, id: string): Promise<void> {
  const row = await authorizeRow(actor, "dataset:delete", datasets, id);
  const users = await unfinishedJobsOf(id);
  if (users.length > 0) {
    const [first = "", second = ""] = users;
    throw new AppError("conflict", "datasets.inUse", { name: row.name, count: users.length, first, second });
  }
  await transaction(async (tx) => {
    await tx
      .update(datasets)
      .set({ deletedAt: sql`now()`, version: sql`${datasets.version} + 1` })
      .where(eq(datasets.id, id));
    await recordChange(tx, actor, {
      type: "dataset.deleted",
      subject: { type: "dataset", id, name: row.name },
      projectId: row.projectId,
    });
  });
}

/** Takes a dataset back out of the bin. Throws `conflict` when its address was taken meanwhile. */
export async function restoreDataset(actor: Actor, id: string): Promise<DatasetView> {
  const [row] = isUuid(id)
    ? await db
        .select()
        .from(datasets)
        .where(and(eq(datasets.id, id), gt(datasets.deletedAt, sql`now() - make_interval(days => ${binDays})`)))
    : [];
  if (!row) throw notFound();
  await authorize(actor, "dataset:delete", row.projectId);
  try {
    await transaction(async (tx) => {
      await tx
        .update(datasets)
        .set({ deletedAt: null, version: sql`${datasets.version} + 1` })
        .where(eq(datasets.id, id));
      await recordChange(tx, actor, {
        type: "dataset.restored",
        subject: { type: "dataset", id, name: row.name },
        projectId: row.projectId,
      });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "errors.slug.taken", { slug: row.slug });
    throw error;
  }
  return getDataset(actor, id);
}
