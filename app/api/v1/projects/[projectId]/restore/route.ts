import { z } from "zod";
import { route } from "@/lib/http/route";
import { restoreProject } from "@/lib/projects/delete-project";
import { projectView } from "@/lib/projects/project";

export const POST = route(
  {
    verb: "project.restore",
    params: z.object({ projectId: z.uuid() }),
    summary: "Take a project out of the bin",
    response: projectView,
  },
  ({ actor, params }) => restoreProject(actor, params.projectId),
);
