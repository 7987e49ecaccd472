import { route } from "@/lib/http/route";
import { deleteProject } from "@/lib/projects/delete-project";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { projectView, updateProjectInput } from "@/lib/projects/project";
import { updateProject } from "@/lib/projects/update-project";

export const GET = route(
  { verb: "project.get", params: projectParams, summary: "One project", response: projectView },
  ({ actor, params }) => getProjectByRef(actor, params.projectId),
);

export const PATCH = route(
  { verb: "project.update", params: projectParams, body: updateProjectInput, summary: "Change a project", response: projectView },
  async ({ actor, params, body, ifMatch }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return updateProject(actor, id, body, ifMatch);
  },
);

export const DELETE = route(
  { verb: "project.delete", params: projectParams, status: 204, summary: "Put a project into the bin" },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    await deleteProject(actor, id);
  },
);
