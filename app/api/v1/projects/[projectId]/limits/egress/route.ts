import { route } from "@/lib/http/route";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { projectLimitsView, setEgressInput } from "@/lib/projects/limits";
import { setEgress } from "@/lib/projects/set-egress";

export const PUT = route(
  {
    verb: "project.set_egress",
    params: projectParams,
    body: setEgressInput,
    summary: "Set where a project's jobs may connect to",
    response: projectLimitsView,
  },
  async ({ actor, params, body, ifMatch }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return setEgress(actor, id, body, ifMatch);
  },
);
