import { cache } from "react";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";

/** Who reads a page of a project, and the project; throws the refusal where there is none for him. Asked once for all parts of a page. */
export const readProject = cache(async (slug: string) => {
  const actor = await requireActor();
  return { actor, project: await getProjectBySlug(actor, decodeURIComponent(slug)) };
});

/** The same for a page or a frame, which is not found where there is no project, with what the reader may do in it. */
export const loadProject = cache(async (slug: string) => {
  const { actor, project } = await found(readProject(slug));
  return { actor, project, may: rolePermissions[project.role] };
});
