import { cache } from "react";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";

/** Who reads a page of a project, the project, and what he may do in it: asked once for the frame and the page inside it. */
export const loadProject = cache(async (slug: string) => {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, slug));
  return { actor, project, may: rolePermissions[project.role] };
});
