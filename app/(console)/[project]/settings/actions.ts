"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { projectRoles } from "@/db/values";
import { action } from "@/lib/http/action";
import { addMember } from "@/lib/projects/add-member";
import { changeRole } from "@/lib/projects/change-role";
import { deleteProject, restoreProject } from "@/lib/projects/delete-project";
import { setEgressInput, setQuotaInput } from "@/lib/projects/limits";
import { addMemberInput } from "@/lib/projects/member";
import { updateProjectInput } from "@/lib/projects/project";
import { removeMember } from "@/lib/projects/remove-member";
import { setEgress } from "@/lib/projects/set-egress";
import { setQuota } from "@/lib/projects/set-quota";
import { updateProject } from "@/lib/projects/update-project";
import { deleteRegistryLogin } from "@/lib/registries/delete-registry-login";
import { putRegistryLogin } from "@/lib/registries/put-registry-login";
import { putRegistryLoginInput } from "@/lib/registries/registry-login";
import { deleteSecret } from "@/lib/secrets/delete-secret";
import { putSecret } from "@/lib/secrets/put-secret";
import { putSecretInput } from "@/lib/secrets/secret";

const inProject = { projectId: z.uuid() };

export const updateProjectAction = action(
  "project.update",
  updateProjectInput.extend({ ...inProject, version: z.number().int() }),
  async (actor, { projectId, version, ...input }) => {
    await updateProject(actor, projectId, input, version);
    refresh();
  },
);

export const deleteProjectAction = action("project.delete", z.strictObject(inProject), (actor, { projectId }) =>
  deleteProject(actor, projectId),
);

export const restoreProjectAction = action("project.restore", z.strictObject(inProject), (actor, { projectId }) =>
  restoreProject(actor, projectId),
);

export const addMemberAction = action("member.add", addMemberInput.extend(inProject), async (actor, { projectId, ...input }) => {
  const member = await addMember(actor, projectId, input);
  refresh();
  return member;
});

const oneMember = z.strictObject({ ...inProject, userId: z.uuid() });

export const changeRoleAction = action(
  "member.change_role",
  oneMember.extend({ role: z.enum(projectRoles) }),
  async (actor, { projectId, userId, role }) => {
    await changeRole(actor, projectId, userId, role);
    refresh();
  },
);

export const removeMemberAction = action("member.remove", oneMember, async (actor, { projectId, userId }) => {
  await removeMember(actor, projectId, userId);
  if (userId !== actor.userId) refresh();
});

const readVersion = { ...inProject, version: z.number().int() };

export const setQuotaAction = action(
  "project.set_quota",
  setQuotaInput.extend(readVersion),
  async (actor, { projectId, version, ...input }) => {
    await setQuota(actor, projectId, input, version);
    refresh();
  },
);

export const setEgressAction = action(
  "project.set_egress",
  setEgressInput.extend(readVersion),
  async (actor, { projectId, version, egress }) => {
    await setEgress(actor, projectId, { egress }, version);
    refresh();
  },
);

export const putSecretAction = action("secret.put", putSecretInput.extend(inProject), async (actor, { projectId, ...input }) => {
  await putSecret(actor, projectId, input);
  refresh();
});

export const deleteSecretAction = action("secret.delete", z.strictObject({ id: z.uuid() }), async (actor, { id }) => {
  await deleteSecret(actor, id);
  refresh();
});

export const putRegistryLoginAction = action(
  "registry_login.put",
  putRegistryLoginInput.extend(inProject),
  async (actor, { projectId, ...input }) => {
    const login = await putRegistryLogin(actor, projectId, input);
    refresh();
    return login;
  },
);

export const deleteRegistryLoginAction = action("registry_login.delete", z.strictObject({ id: z.uuid() }), async (actor, { id }) => {
  await deleteRegistryLogin(actor, id);
  refresh();
});
