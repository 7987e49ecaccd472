import { route } from "@/lib/http/route";
import { getLimits } from "@/lib/projects/get-limits";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { projectLimitsView, setQuotaInput } from "@/lib/projects/limits";
import { setQuota } from "@/lib/projects/set-quota";

export const GET = route(
  { verb: "project.limits", params: projectParams, summary: "What a project may use and reach", response: projectLimitsView },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return getLimits(actor, id);
  },
);

export const PUT = route(
  { verb: "project.set_quota", params: projectParams, body: setQuotaInput, summary: "Set a project's quota", response: projectLimitsView },
  async ({ actor, params, body, ifMatch }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return setQuota(actor, id, body, ifMatch);
  },
);
