import { and, eq, isNull } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { datasets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { type CreateDatasetInput, type DatasetView, toDatasetView } from "@/lib/datasets/dataset";
import { invalidField, sqlState } from "@/lib/errors";
import { newId } from "@/lib/id";
import { freeSlug, isSlug, toSlug } from "@/lib/slug";

/** Makes a dataset without versions. Its address is made of its name unless one is given; one that is taken is refused. */
export async function createDataset(actor: Actor, input: CreateDatasetInput): Promise<DatasetView> {
  await authorize(actor, "dataset:write", input.projectId);
  const user = actor.kind === "user" ? actor : null;
  if (!user) throw new Error("a dataset is made by a person");
  try {
    return await transaction(async (tx) => {
      const slug = await chooseSlug(tx, input);
      const [row] = await tx
        .insert(datasets)
        .values({ ...input, id: newId(), slug, tags: [...new Set(input.tags)], createdBy: user.userId })
        .returning();
      if (!row) throw new Error("insert returned no row");
      await recordChange(tx, actor, {
        type: "dataset.created",
        subject: { type: "dataset", id: row.id, name: row.name },
        projectId: row.projectId,
        fields: { slug },
      });
      return toDatasetView({ dataset: row, latest: null, draftId: null, creator: user.displayName });
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw invalidField("slug", "errors.slug.taken", { slug: input.slug ?? input.name });
    throw error;
  }
}

/** Words that stand for pages where a dataset's address would. */
const reserved = new Set(["new"]);

async function chooseSlug(tx: Tx, { projectId, slug, name }: CreateDatasetInput): Promise<string> {
  const suggestion = toSlug(slug ?? name, "dataset");
  if (slug !== undefined && !isSlug(slug)) throw invalidField("slug", "errors.slug.characters", { suggestion });
  const rows = await tx
    .select({ slug: datasets.slug })
    .from(datasets)
    .where(and(eq(datasets.projectId, projectId), isNull(datasets.deletedAt)));
  const taken = new Set([...reserved, ...rows.map((row) => row.slug)]);
  if (slug === undefined) return freeSlug(suggestion, (candidate) => taken.has(candidate));
  if (taken.has(slug)) throw invalidField("slug", "errors.slug.taken", { slug });
  return slug;
}
