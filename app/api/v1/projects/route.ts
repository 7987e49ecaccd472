import { z } from "zod";
import { route } from "@/lib/http/route";
import { createProject } from "@/lib/projects/create-project";
import { listProjects } from "@/lib/projects/list-projects";
import { createProjectInput, projectView } from "@/lib/projects/project";

export const GET = route(
  {
    verb: "project.list",
    summary: "The projects you may open",
    response: z.object({ items: z.array(projectView), nextCursor: z.null() }),
  },
  async ({ actor }) => ({ items: await listProjects(actor), nextCursor: null }),
);

export const POST = route(
  { verb: "project.create", body: createProjectInput, status: 201, summary: "Create a project", response: projectView },
  ({ actor, body }) => createProject(actor, body),
);
