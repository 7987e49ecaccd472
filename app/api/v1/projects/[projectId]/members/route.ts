import { z } from "zod";
import { route } from "@/lib/http/route";
import { addMember } from "@/lib/projects/add-member";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { listMembers } from "@/lib/projects/list-members";
import { addMemberInput, memberView } from "@/lib/projects/member";

export const GET = route(
  {
    verb: "member.list",
    params: projectParams,
    summary: "Who works in a project",
    response: z.object({ items: z.array(memberView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return { items: await listMembers(actor, id), nextCursor: null };
  },
);

export const POST = route(
  { verb: "member.add", params: projectParams, body: addMemberInput, status: 201, summary: "Add a member", response: memberView },
  async ({ actor, params, body }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return addMember(actor, id, body);
  },
);
