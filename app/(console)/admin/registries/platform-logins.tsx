"use client";

import { RegistryLogins } from "@/components/registries/registry-logins";
import type { RegistryLoginView } from "@/lib/registries/registry-login";
import { deletePlatformLoginAction, putPlatformLoginAction } from "./actions";

export function PlatformLogins({ logins }: { readonly logins: readonly RegistryLoginView[] }) {
  return <RegistryLogins logins={logins} mayWrite put={putPlatformLoginAction} remove={deletePlatformLoginAction} />;
}
