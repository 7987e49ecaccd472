import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { datasets, datasetVersions } from "@/db/schema";
import { AppError } from "@/lib/errors";

/** Holds dataset and draft until the transaction ends; throws `conflict` when the draft was committed or discarded meanwhile. */
export async function lockDraft(
  tx: Tx,
  dataset: { readonly id: string; readonly name: string },
  versionId: string,
): Promise<{ readonly dataset: typeof datasets.$inferSelect; readonly draft: typeof datasetVersions.$inferSelect }> {
  const [held] = await tx.select().from(datasets).where(eq(datasets.id, dataset.id)).for("update");
  const [draft] = await tx.select().from(datasetVersions).where(eq(datasetVersions.id, versionId)).for("update");
  if (!held || draft?.status !== "draft") throw new AppError("conflict", "datasets.version.notADraft", { name: dataset.name });
  return { dataset: held, draft };
}
