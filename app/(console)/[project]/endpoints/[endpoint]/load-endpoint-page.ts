import { cache } from "react";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { getEndpointBySlug } from "@/lib/endpoints/get-endpoint";
import { found } from "@/lib/http/found";

export interface EndpointPageProps {
  readonly params: Promise<{ project: string; endpoint: string }>;
}

/** What layout and tabs of an endpoint share, read once a request. */
export async function loadEndpointPage({ params }: EndpointPageProps) {
  const { project, endpoint } = await params;
  return load(project, endpoint);
}

const load = cache(async (projectSlug: string, slug: string) => {
  const { actor, project, may } = await loadProject(projectSlug);
  const endpoint = await found(getEndpointBySlug(actor, project.id, slug));
  return {
    actor,
    project,
    endpoint,
    path: `/${project.slug}/endpoints/${endpoint.slug}`,
    mayWrite: may.has("endpoint:write"),
    mayAsk: may.has("endpoint:ask"),
  };
});
