import { z } from "zod";
import type { projects } from "@/db/schema";
import { projectKinds, projectRoles } from "@/db/values";
import { isSlug } from "@/lib/slug";

export const projectView = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    kind: z.enum(projectKinds),
    /** What the reader is here; an administrator who is no member counts as owner. */
    role: z.enum(projectRoles),
    createdAt: z.iso.datetime(),
    version: z.number().int(),
  })
  .meta({ id: "Project", description: "Where people, data, jobs, models and endpoints belong together." });
export type ProjectView = z.output<typeof projectView>;

export function toProjectView(row: typeof projects.$inferSelect, role: ProjectView["role"]): ProjectView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    kind: row.kind,
    role,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

/** A name in any script; control characters would let one pretend to be another. */
const projectName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.string().min(1).max(80))
  .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), { params: { key: "projects.name.controls" } });

export const createProjectInput = z.strictObject({
  name: projectName.meta({ description: "Name as people read it, in any script." }),
  slug: z
    .string()
    .refine(isSlug, { params: { key: "projects.slug.characters" } })
    .optional()
    .meta({ description: "Last part of its address; made of the name when left out." }),
  description: z.string().trim().max(500).default(""),
});
export type CreateProjectInput = z.output<typeof createProjectInput>;

export const updateProjectInput = z.strictObject({
  name: projectName.optional(),
  description: z.string().trim().max(500).optional(),
});
export type UpdateProjectInput = z.output<typeof updateProjectInput>;
