import { z } from "zod";
import type { datasets, datasetVersions } from "@/db/schema";
import { plainText } from "@/lib/datasets/plain-text";
import { pageQuery } from "@/lib/http/page";

const name = plainText(100).trim().min(1).meta({ description: "In any script; shown wherever the dataset is." });
const description = plainText(4_000).trim();
const tags = z.array(plainText(40).trim().min(1)).max(20);
const source = plainText(500).trim().meta({ description: "Where it comes from." });
const licence = plainText(200).trim().meta({ description: "Under which licence it may be used." });

export const createDatasetInput = z
  .object({
    projectId: z.uuid(),
    name,
    slug: z.string().max(60).optional().meta({ description: "Its place in addresses: a–z, 0–9 and “-”. Made of the name when left out." }),
    description: description.default(""),
    tags: tags.default([]),
    source: source.default(""),
    licence: licence.default(""),
  })
  .meta({ id: "CreateDataset" });
export type CreateDatasetInput = z.output<typeof createDatasetInput>;

export const updateDatasetInput = z.object({ name, description, tags, source, licence }).partial().meta({ id: "UpdateDataset" });
export type UpdateDatasetInput = z.output<typeof updateDatasetInput>;

export const datasetSorts = ["name", "-name", "updated", "-updated", "created", "-created", "size", "-size", "files", "-files"] as const;

export const listDatasetsQuery = pageQuery
  .extend({
    projectId: z.uuid().optional().meta({ description: "Only this project's; else all that you may read." }),
    q: plainText(200).trim().optional().meta({ description: "Words of the name, address, description or tags." }),
    tag: plainText(40).optional(),
    state: z.enum(["living", "bin"]).default("living").meta({ description: "What lives, or what was deleted within 30 days." }),
    sort: z.enum(datasetSorts).default("-updated"),
  })
  .meta({ id: "ListDatasets" });
export type ListDatasetsQuery = z.output<typeof listDatasetsQuery>;

export const datasetView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    source: z.string(),
    licence: z.string(),
    latest: z
      .object({
        id: z.uuid(),
        number: z.number().int(),
        fileCount: z.number().int(),
        totalBytes: z.number().int(),
        committedAt: z.iso.datetime().nullable(),
      })
      .nullable()
      .meta({ description: "The newest committed version; null before the first one." }),
    draftId: z.uuid().nullable().meta({ description: "The version that is being put together, if one is." }),
    createdBy: z.object({ id: z.uuid(), name: z.string() }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    deletedAt: z.iso.datetime().nullable(),
    version: z.number().int().meta({ description: "Counts changes of these fields; the ETag." }),
  })
  .meta({ id: "Dataset", description: "Files under versions that never change." });
export type DatasetView = z.output<typeof datasetView>;

export interface DatasetRow {
  readonly dataset: typeof datasets.$inferSelect;
  readonly latest: typeof datasetVersions.$inferSelect | null;
  readonly draftId: string | null;
  readonly creator: string;
}

export function toDatasetView({ dataset, latest, draftId, creator }: DatasetRow): DatasetView {
  return {
    id: dataset.id,
    projectId: dataset.projectId,
    slug: dataset.slug,
    name: dataset.name,
    description: dataset.description,
    tags: dataset.tags,
    source: dataset.source,
    licence: dataset.licence,
    latest: latest && {
      id: latest.id,
      number: latest.number ?? 0,
      fileCount: latest.fileCount,
      totalBytes: latest.totalBytes,
      committedAt: latest.committedAt?.toISOString() ?? null,
    },
    draftId,
    createdBy: { id: dataset.createdBy, name: creator },
    createdAt: dataset.createdAt.toISOString(),
    updatedAt: dataset.updatedAt.toISOString(),
    deletedAt: dataset.deletedAt?.toISOString() ?? null,
    version: dataset.version,
  };
}
