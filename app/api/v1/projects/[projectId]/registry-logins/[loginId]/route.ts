import { z } from "zod";
import { route } from "@/lib/http/route";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { deleteRegistryLogin } from "@/lib/registries/delete-registry-login";

export const DELETE = route(
  { verb: "registry_login.delete", params: projectParams.extend({ loginId: z.uuid() }), status: 204, summary: "Erase a registry login" },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    await deleteRegistryLogin(actor, params.loginId, id);
  },
);
