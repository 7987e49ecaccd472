import { z } from "zod";
import type { projects } from "@/db/schema";
import { projectKinds, projectRoles } from "@/db/values";

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
