"use client";

import { deleteRegistryLoginAction, putRegistryLoginAction } from "@/app/(console)/[project]/settings/actions";
import { RegistryLogins } from "@/components/registries/registry-logins";
import type { RegistryLoginView } from "@/lib/registries/registry-login";

interface ProjectLoginsProps {
  readonly projectId: string;
  readonly logins: readonly RegistryLoginView[];
  readonly mayWrite: boolean;
}

export function ProjectLogins({ projectId, logins, mayWrite }: ProjectLoginsProps) {
  return (
    <RegistryLogins
      logins={logins}
      mayWrite={mayWrite}
      put={(input) => putRegistryLoginAction({ ...input, projectId })}
      remove={deleteRegistryLoginAction}
    />
  );
}
