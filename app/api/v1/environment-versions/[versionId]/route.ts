import { z } from "zod";
import { environmentVersionView } from "@/lib/environments/environment";
import { getEnvironmentVersion } from "@/lib/environments/get-environment";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "environment_version.get",
    summary: "One version of an environment: what was asked for, what it was resolved to.",
    params: z.object({ versionId: z.string() }),
    response: environmentVersionView,
  },
  ({ actor, params }) => getEnvironmentVersion(actor, params.versionId),
);
