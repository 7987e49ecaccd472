import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { type DatasetView, toDatasetView } from "@/lib/datasets/dataset";
import { selectDatasets } from "@/lib/datasets/select-datasets";
import { notFound } from "@/lib/errors";

/** A living dataset. */
export async function getDataset(actor: Actor, id: string): Promise<DatasetView> {
  await authorizeRow(actor, "dataset:read", datasets, id);
  const [row] = await selectDatasets().where(eq(datasets.id, id));
  if (!row) throw notFound();
  return toDatasetView(row);
}

/** A living dataset by its address. */
export async function getDatasetBySlug(actor: Actor, input: { readonly projectId: string; readonly slug: string }): Promise<DatasetView> {
  const [found] = await db
    .select({ id: datasets.id })
    .from(datasets)
    .where(and(eq(datasets.projectId, input.projectId), eq(datasets.slug, input.slug), isNull(datasets.deletedAt)));
  return getDataset(actor, found?.id ?? "");
}
