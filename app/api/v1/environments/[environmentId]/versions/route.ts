import { z } from "zod";
import { environmentVersionView } from "@/lib/environments/environment";
import { listEnvironmentVersions } from "@/lib/environments/get-environment";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "environment.versions",
    summary: "All versions of an environment, the newest first.",
    params: z.object({ environmentId: z.string() }),
    response: z.object({ items: z.array(environmentVersionView) }),
  },
  async ({ actor, params }) => ({ items: await listEnvironmentVersions(actor, params.environmentId) }),
);
