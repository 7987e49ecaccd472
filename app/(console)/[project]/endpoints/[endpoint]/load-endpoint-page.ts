import { cache } from "react";
import { rolePermissions } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/require-actor";
import { getEndpointBySlug } from "@/lib/endpoints/get-endpoint";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";

export interface EndpointPageProps {
  readonly params: Promise<{ project: string; endpoint: string }>;
}

/** What layout and tabs of an endpoint share, read once a request. */
export async function loadEndpointPage({ params }: EndpointPageProps) {
  const { project, endpoint } = await params;
  return load(project, endpoint);
}

const load = cache(async (projectSlug: string, slug: string) => {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, projectSlug));
  const endpoint = await found(getEndpointBySlug(actor, project.id, slug));
  const may = rolePermissions[project.role];
  return {
    actor,
    project,
    endpoint,
    path: `/${project.slug}/endpoints/${endpoint.slug}`,
    mayWrite: may.has("endpoint:write"),
    mayAsk: may.has("endpoint:ask"),
  };
});
