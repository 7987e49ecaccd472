import { z } from "zod";
import { createEnvironment } from "@/lib/environments/create-environment";
import { createEnvironmentInput, environmentView } from "@/lib/environments/environment";
import { listEnvironments } from "@/lib/environments/list-environments";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "environment.list",
    summary: "What a project's jobs can run in: its own environments, then the platform's.",
    query: z.object({ projectId: z.uuid() }),
    response: z.object({ items: z.array(environmentView) }),
  },
  async ({ actor, query }) => ({ items: await listEnvironments(actor, query.projectId) }),
);

export const POST = route(
  {
    verb: "environment.create",
    summary: "Make an environment of requirements; its build starts at once.",
    body: createEnvironmentInput,
    status: 201,
    response: environmentView,
  },
  ({ actor, body }) => createEnvironment(actor, body),
);
