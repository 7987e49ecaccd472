import { and, eq, inArray } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { datasets, datasetVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { type OpenDraftInput, toVersionView, type VersionView } from "@/lib/datasets/version";
import { AppError, invalidField, sqlState } from "@/lib/errors";
import { newId } from "@/lib/id";

/** Opens a draft that starts from a version's files. Throws `conflict` while another draft of the dataset is open. */
export async function openDraft(actor: Actor, input: OpenDraftInput & { readonly datasetId: string }): Promise<VersionView> {
  const dataset = await authorizeRow(actor, "dataset:write", datasets, input.datasetId);
  const baseNumber = input.baseNumber === undefined ? dataset.latestVersion || null : input.baseNumber;
  if (baseNumber !== null && !(await hasVersion(dataset.id, baseNumber))) {
    throw invalidField("baseNumber", "datasets.version.noSuchBase", { name: dataset.name, number: baseNumber });
  }
  try {
    return await transaction((tx) => insertDraft(tx, actor, dataset, baseNumber));
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "datasets.version.draftOpen", { name: dataset.name });
    throw error;
  }
}

/** The open draft of a dataset, or a new one from its newest version: several people may put one together. */
export async function getOrOpenDraft(actor: Actor, input: { readonly datasetId: string }): Promise<VersionView> {
  const dataset = await authorizeRow(actor, "dataset:write", datasets, input.datasetId);
  return (await findDraft(dataset.id)) ?? (await openOrFind(actor, dataset.id));
}

/** Somebody else may open one in the same moment: then that is the draft. */
async function openOrFind(actor: Actor, datasetId: string): Promise<VersionView> {
  try {
    return await openDraft(actor, { datasetId });
  } catch (error) {
    const found = error instanceof AppError && error.code === "conflict" ? await findDraft(datasetId) : null;
    if (!found) throw error;
    return found;
  }
}

async function findDraft(datasetId: string): Promise<VersionView | null> {
  const [row] = await db
    .select()
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, datasetId), inArray(datasetVersions.status, ["draft", "committing"])));
  return row ? toVersionView(row, "") : null;
}

async function insertDraft(tx: Tx, actor: Actor, dataset: typeof datasets.$inferSelect, baseNumber: number | null): Promise<VersionView> {
  const user = actor.kind === "user" ? actor : null;
  const [row] = await tx
    .insert(datasetVersions)
    .values({ id: newId(), datasetId: dataset.id, baseNumber, status: "draft", createdBy: user?.userId ?? dataset.createdBy })
    .returning();
  if (!row) throw new Error("insert returned no row");
  await recordChange(tx, actor, {
    type: "dataset_version.opened",
    subject: { type: "dataset_version", id: row.id, name: dataset.name },
    projectId: dataset.projectId,
    fields: { baseNumber },
  });
  return toVersionView(row, user?.displayName ?? "");
}

async function hasVersion(datasetId: string, number: number): Promise<boolean> {
  return (await db.$count(datasetVersions, and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.number, number)))) > 0;
}
