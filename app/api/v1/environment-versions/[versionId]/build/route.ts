import { z } from "zod";
import { buildEnvironmentVersion } from "@/lib/environments/build-environment-version";
import { environmentVersionView } from "@/lib/environments/environment";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "environment_version.build",
    summary: "Build a version now: for the first time, or again after a failure.",
    params: z.object({ versionId: z.string() }),
    body: z.object({ projectId: z.uuid().optional().meta({ description: "For whom; needed for environments of the platform." }) }),
    status: 202,
    response: environmentVersionView,
  },
  ({ actor, params, body }) => buildEnvironmentVersion(actor, { id: params.versionId, ...body }),
);
