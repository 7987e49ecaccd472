import { z } from "zod";
import type { environments, environmentVersions } from "@/db/schema";
import { architectures, buildStatuses, environmentKinds, visibilities } from "@/db/values";
import { parseImageReference } from "@/lib/environments/image-reference";
import { lockedPackages } from "@/lib/environments/locked-packages";
import type { Place } from "@/lib/environments/read-place";
import { parseRequirements } from "@/lib/environments/requirements";
import { messageView } from "@/lib/message-view";
import { isSlug } from "@/lib/slug";

const requirementsText = z
  .string()
  .max(20_000)
  .superRefine((text, context) => {
    for (const { line, key, params } of parseRequirements(text).problems) {
      context.addIssue({ code: "custom", params: { key, ...params, line } });
    }
  })
  .meta({ description: "Lines as in requirements.txt: names with versions. No options, addresses or paths." });

const imageInput = z
  .object({
    reference: z
      .string()
      .trim()
      .max(500)
      .superRefine((text, context) => {
        const parsed = parseImageReference(text);
        if (parsed && (parsed.tag ?? parsed.digest) !== null) return;
        context.addIssue({
          code: "custom",
          params: { key: parsed ? "environments.image.noTag" : "environments.image.notReference", text },
        });
      })
      .meta({
        description: "`registry/name:tag` or `registry/name@sha256:…`; what a tag names is pinned when it is first looked up or used.",
      }),
    accelerator: z
      .string()
      .trim()
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/)
      .max(300)
      .nullable()
      .default(null)
      .meta({ description: "What it cannot do without: a maker (`nvidia.com`) or one type (`huawei.com/Ascend910`)." }),
    architectures: z
      .array(z.enum(architectures))
      .default([])
      .meta({ description: "CPU architectures it is used on; all that it is made for when left out." }),
  })
  .meta({ id: "EnvironmentImage" });
export type ImageInput = z.output<typeof imageInput>;

export const createEnvironmentInput = z
  .object({
    projectId: z.uuid(),
    name: z.string().trim().min(1).max(80),
    slug: z
      .string()
      .refine(isSlug, { params: { key: "errors.slug.characters", suggestion: "my-environment" } })
      .optional()
      .meta({ description: "Last part of its address; made of the name when left out." }),
    description: z.string().trim().max(2000).default(""),
    requirements: requirementsText.optional().meta({ description: "Packages, for an environment that is built here." }),
    image: imageInput.optional().meta({ description: "A container image in their place, for a cluster." }),
  })
  .refine(({ requirements, image }) => (requirements === undefined) !== (image === undefined), {
    path: ["requirements"],
    params: { key: "environments.eitherOr" },
  })
  .meta({ id: "EnvironmentInput" });
export type CreateEnvironmentInput = z.output<typeof createEnvironmentInput>;

export const updateEnvironmentInput = z
  .object({
    name: z.string().trim().min(1).max(80).optional(),
    description: z.string().trim().max(2000).optional(),
    requirements: requirementsText.optional().meta({ description: "Other lines make a new version; the old ones stay." }),
    image: imageInput.optional().meta({ description: "Another image makes a new version; the old ones stay." }),
  })
  .meta({ id: "EnvironmentChange" });
export type UpdateEnvironmentInput = z.output<typeof updateEnvironmentInput>;

export const environmentVersionView = z
  .object({
    id: z.uuid(),
    environmentId: z.uuid(),
    number: z.number().int(),
    requirements: z.string(),
    pythonVersion: z.string().nullable(),
    lock: z.string().nullable().meta({ description: "Exact versions with hashes, as resolved by the build." }),
    packages: z.array(z.object({ name: z.string(), version: z.string() })),
    image: z
      .object({
        reference: z.string().meta({ description: "As it was asked for." }),
        digest: z.string().nullable().meta({ description: "What it is pinned to; null until it was looked up or used." }),
        accelerator: z.string().nullable(),
        architectures: z.array(z.enum(architectures)).meta({ description: "Empty where nobody knows." }),
      })
      .nullable(),
    status: z.enum(buildStatuses).meta({ description: "queued: not built yet; that happens when it is first needed." }),
    isAsked: z.boolean().meta({ description: "Whether a build was asked for." }),
    message: messageView.nullable(),
    notHere: messageView.nullable().meta({ description: "Why nothing can be started in it here; null where something can." }),
    sizeBytes: z.number().nullable(),
    createdAt: z.iso.datetime(),
    buildStartedAt: z.iso.datetime().nullable(),
    buildEndedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "EnvironmentVersion", description: "What was asked for, what it was resolved to, and whether code can run in it." });
export type EnvironmentVersionView = z.output<typeof environmentVersionView>;

export const environmentView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid().nullable().meta({ description: "Null: offered by the platform to all projects." }),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    kind: z.enum(environmentKinds),
    visibility: z.enum(visibilities),
    latest: environmentVersionView,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int(),
  })
  .meta({ id: "Environment", description: "What code runs in: Python packages by a lock, or a container image." });
export type EnvironmentView = z.output<typeof environmentView>;

export function toEnvironmentView(
  row: typeof environments.$inferSelect,
  latest: typeof environmentVersions.$inferSelect,
  place: Place,
): EnvironmentView {
  return {
    id: row.id,
    projectId: row.projectId,
    slug: row.slug,
    name: row.name,
    description: row.description,
    kind: row.kind,
    visibility: row.visibility,
    latest: toEnvironmentVersionView(latest, place),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

export function toEnvironmentVersionView(row: typeof environmentVersions.$inferSelect, place: Place): EnvironmentVersionView {
  return {
    id: row.id,
    environmentId: row.environmentId,
    number: row.number,
    requirements: row.requirements,
    pythonVersion: row.pythonVersion,
    lock: row.lock,
    packages: lockedPackages(row.lock ?? ""),
    image: row.imageReference === null ? null : imageOf(row, row.imageReference),
    status: row.status,
    isAsked: row.buildAskedAt !== null,
    message: row.message,
    notHere: place(row),
    sizeBytes: row.sizeBytes,
    createdAt: row.createdAt.toISOString(),
    buildStartedAt: row.buildStartedAt?.toISOString() ?? null,
    buildEndedAt: row.buildEndedAt?.toISOString() ?? null,
  };
}

function imageOf(row: typeof environmentVersions.$inferSelect, reference: string): EnvironmentVersionView["image"] {
  return { reference, digest: row.imageDigest, accelerator: row.accelerator, architectures: [...row.architectures] };
}
