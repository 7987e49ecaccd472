import { z } from "zod";
import { route } from "@/lib/http/route";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { listRegistryLogins } from "@/lib/registries/list-registry-logins";
import { putRegistryLogin } from "@/lib/registries/put-registry-login";
import { putRegistryLoginInput, registryLoginSetView, registryLoginView } from "@/lib/registries/registry-login";

export const GET = route(
  {
    verb: "registry_login.list",
    params: projectParams,
    summary: "The image registries that a project has a login for",
    response: z.object({ items: z.array(registryLoginView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return { items: await listRegistryLogins(actor, id), nextCursor: null };
  },
);

export const PUT = route(
  {
    verb: "registry_login.put",
    params: projectParams,
    body: putRegistryLoginInput,
    summary: "Set by whom a project's images are pulled from a registry",
    response: registryLoginSetView,
  },
  async ({ actor, params, body }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return putRegistryLogin(actor, id, body);
  },
);
