import { z } from "zod";
import type { models } from "@/db/schema";
import { endpointStatuses, modelFormats } from "@/db/values";
import { modelSignature } from "@/lib/models/signature";
import { isSlug } from "@/lib/slug";

const modelName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.string().min(1).max(80));

export const registerModelInput = z
  .strictObject({
    projectId: z.uuid(),
    attemptId: z.uuid().meta({ description: "The attempt of a job whose outputs are registered." }),
    model: modelName.meta({ description: "Name or address of the model. One that exists gets its next version, else it is made." }),
    path: z
      .string()
      .max(1_024)
      .optional()
      .meta({ description: "A file or folder among the outputs; empty for all of them. Left out: the only model file there is." }),
    note: z.string().trim().max(2_000).default("").meta({ description: "What is special about this version." }),
  })
  .meta({ id: "ModelRegistration" });
export type RegisterModelInput = z.output<typeof registerModelInput>;

export const updateModelInput = z
  .strictObject({
    name: modelName.optional(),
    slug: z
      .string()
      .refine(isSlug, { params: { key: "errors.slug.characters", suggestion: "my-model" } })
      .optional(),
    description: z.string().trim().max(10_000).optional(),
  })
  .meta({ id: "ModelChange" });
export type UpdateModelInput = z.output<typeof updateModelInput>;

const named = { id: z.uuid(), slug: z.string(), name: z.string() };

export const modelVersionView = z
  .object({
    id: z.uuid(),
    modelId: z.uuid(),
    number: z.number().int(),
    format: z.enum(modelFormats),
    entryPath: z.string().meta({ description: "The file that is loaded." }),
    signature: modelSignature.nullable().meta({ description: "What it takes and gives, from the model.json beside it." }),
    metrics: z.record(z.string(), z.number()).meta({ description: "Last values of the run's metrics when it was registered." }),
    note: z.string(),
    totalBytes: z.number(),
    fileCount: z.number().int(),
    createdAt: z.iso.datetime(),
    createdBy: z.string().meta({ description: "Who registered it." }),
    job: z.object({ ...named, attemptId: z.uuid(), attempt: z.number().int() }).nullable(),
    environment: z.object({ ...named, versionId: z.uuid(), number: z.number().int() }).nullable(),
    datasets: z.array(z.object({ ...named, versionId: z.uuid(), number: z.number().int().nullable() })),
    endpoints: z.array(z.object({ ...named, revision: z.number().int(), status: z.enum(endpointStatuses) })).meta({
      description: "Endpoints that serve it now.",
    }),
  })
  .meta({ id: "ModelVersion", description: "Files that can be loaded, where they came from and what they need. It never changes." });
export type ModelVersionView = z.output<typeof modelVersionView>;

export const modelView = z
  .object({
    ...named,
    projectId: z.uuid(),
    description: z.string(),
    latest: modelVersionView.nullable().meta({ description: "The newest version that is not in the bin." }),
    versionCount: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int(),
  })
  .meta({ id: "Model", description: "Versions of one thing that was learned." });
export type ModelView = z.output<typeof modelView>;

export const registeredModelView = z.object({ model: modelView, version: modelVersionView }).meta({ id: "RegisteredModel" });
export type RegisteredModelView = z.output<typeof registeredModelView>;

export const modelFileView = z.object({ path: z.string(), size: z.number(), sha256: z.string() }).meta({ id: "ModelFile" });
export type ModelFileView = z.output<typeof modelFileView>;

export function toModelView(row: typeof models.$inferSelect, versions: readonly ModelVersionView[]): ModelView {
  return {
    id: row.id,
    projectId: row.projectId,
    slug: row.slug,
    name: row.name,
    description: row.description,
    latest: versions[0] ?? null,
    versionCount: versions.length,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
