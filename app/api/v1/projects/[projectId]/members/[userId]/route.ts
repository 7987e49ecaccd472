import { z } from "zod";
import { route } from "@/lib/http/route";
import { changeRole } from "@/lib/projects/change-role";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { changeRoleInput, memberView } from "@/lib/projects/member";
import { removeMember } from "@/lib/projects/remove-member";

const params = projectParams.extend({ userId: z.uuid() });

export const PATCH = route(
  { verb: "member.change_role", params, body: changeRoleInput, summary: "Give a member another role", response: memberView },
  async (call) => {
    const { id } = await getProjectByRef(call.actor, call.params.projectId);
    return changeRole(call.actor, id, call.params.userId, call.body.role);
  },
);

export const DELETE = route({ verb: "member.remove", params, status: 204, summary: "Remove a member" }, async (call) => {
  const { id } = await getProjectByRef(call.actor, call.params.projectId);
  await removeMember(call.actor, id, call.params.userId);
});
