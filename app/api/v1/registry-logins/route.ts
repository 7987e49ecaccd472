import { z } from "zod";
import { route } from "@/lib/http/route";
import { listRegistryLogins } from "@/lib/registries/list-registry-logins";
import { putRegistryLogin } from "@/lib/registries/put-registry-login";
import { putRegistryLoginInput, registryLoginSetView, registryLoginView } from "@/lib/registries/registry-login";

export const GET = route(
  {
    verb: "platform_registry_login.list",
    summary: "The image registries that every project has a login for",
    response: z.object({ items: z.array(registryLoginView), nextCursor: z.null() }),
  },
  async ({ actor }) => ({ items: await listRegistryLogins(actor, null), nextCursor: null }),
);

export const PUT = route(
  {
    verb: "platform_registry_login.put",
    body: putRegistryLoginInput,
    summary: "Set by whom the images of every project are pulled from a registry",
    response: registryLoginSetView,
  },
  ({ actor, body }) => putRegistryLogin(actor, null, body),
);
