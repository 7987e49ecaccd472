import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { isUuid } from "@/lib/auth/authorize";
import { getProject, getProjectBySlug } from "@/lib/projects/get-project";
import type { ProjectView } from "@/lib/projects/project";

/** How the API names a project in a path. */
export const projectParams = z.object({ projectId: z.string().max(64).meta({ description: "Id or address (slug) of the project." }) });

/** A project by its id or its address: people write the address, programs keep the id. */
export function getProjectByRef(actor: Actor, ref: string): Promise<ProjectView> {
  return isUuid(ref) ? getProject(actor, ref) : getProjectBySlug(actor, ref);
}
