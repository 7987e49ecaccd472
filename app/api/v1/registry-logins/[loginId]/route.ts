import { z } from "zod";
import { route } from "@/lib/http/route";
import { deleteRegistryLogin } from "@/lib/registries/delete-registry-login";

export const DELETE = route(
  {
    verb: "platform_registry_login.delete",
    params: z.object({ loginId: z.uuid() }),
    status: 204,
    summary: "Erase a registry login of every project",
  },
  ({ actor, params }) => deleteRegistryLogin(actor, params.loginId, null),
);
