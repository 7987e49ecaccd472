import { z } from "zod";
import { isSlug } from "@/lib/slug";
import { isClaimName, isExportPath, isOwnClaim, isServer } from "@/lib/volumes/volume-place";

const source = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("claim"),
    claim: z
      .string()
      .trim()
      .refine(isClaimName, { params: { key: "volumes.refused.claim" }, abort: true })
      .refine((text) => !isOwnClaim(text), { params: { key: "volumes.refused.ownClaim" } })
      .meta({ description: "Name of a PersistentVolumeClaim in the namespace of each project that mounts it." }),
  }),
  z.strictObject({
    kind: z.literal("nfs"),
    server: z
      .string()
      .trim()
      .refine(isServer, { params: { key: "volumes.refused.server" } })
      .meta({ description: "Host name or address of the file server, as the nodes reach it." }),
    path: z
      .string()
      .trim()
      .refine(isExportPath, { params: { key: "volumes.refused.path" } })
      .meta({ description: "Absolute path of the exported folder." }),
  }),
]);

const description = z.string().trim().max(500);
const readOnly = z.boolean().meta({ description: "Whether no job may write to it." });
const projectIds = z
  .array(z.uuid())
  .max(500)
  .nullable()
  .meta({ description: "The projects whose jobs may mount it; null for all of them, those to come included." });

export const createSharedVolumeInput = z
  .strictObject({
    name: z
      .string()
      .trim()
      .refine(isSlug, { params: { key: "errors.slug.characters", suggestion: "team-data" } })
      .meta({ description: "What jobs call it; stays." }),
    description: description.default(""),
    source: source.meta({ description: "Where its files are; stays." }),
    readOnly: readOnly.default(false),
    projectIds: projectIds.default(null),
  })
  .meta({ id: "SharedVolumeInput" });
export type CreateSharedVolumeInput = z.output<typeof createSharedVolumeInput>;

export const updateSharedVolumeInput = z
  .strictObject({ description: description.optional(), readOnly: readOnly.optional(), projectIds: projectIds.optional() })
  .meta({ id: "SharedVolumeChange" });
export type UpdateSharedVolumeInput = z.output<typeof updateSharedVolumeInput>;

export const sharedVolumeView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    source,
    readOnly: z.boolean(),
    projects: z
      .array(z.object({ id: z.uuid(), slug: z.string(), name: z.string() }))
      .nullable()
      .meta({ description: "Those whose jobs may mount it; null for all of them." }),
    users: z
      .array(z.object({ project: z.string(), slug: z.string(), name: z.string() }))
      .meta({ description: "Jobs that mount it and have not ended: while there is one, it cannot be deleted." }),
    createdAt: z.iso.datetime(),
    version: z.number().int(),
  })
  .meta({ id: "SharedVolume", description: "Files outside of Cairn that jobs on a cluster may mount." });
export type SharedVolumeView = z.output<typeof sharedVolumeView>;

export const mountableVolumeView = z
  .object({ id: z.uuid(), name: z.string(), description: z.string(), kind: z.enum(["claim", "nfs"]), readOnly: z.boolean() })
  .meta({ id: "MountableVolume", description: "A shared volume as those see it whose jobs may mount it." });
export type MountableVolumeView = z.output<typeof mountableVolumeView>;
