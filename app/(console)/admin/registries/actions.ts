"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/http/action";
import { deleteRegistryLogin } from "@/lib/registries/delete-registry-login";
import { putRegistryLogin } from "@/lib/registries/put-registry-login";
import { putRegistryLoginInput } from "@/lib/registries/registry-login";

export const putPlatformLoginAction = action("platform_registry_login.put", putRegistryLoginInput, async (actor, input) => {
  const login = await putRegistryLogin(actor, null, input);
  refresh();
  return login;
});

export const deletePlatformLoginAction = action(
  "platform_registry_login.delete",
  z.strictObject({ id: z.uuid() }),
  async (actor, { id }) => {
    await deleteRegistryLogin(actor, id, null);
    refresh();
  },
);
