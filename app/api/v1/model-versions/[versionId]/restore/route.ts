import { z } from "zod";
import { route } from "@/lib/http/route";
import { restoreModelVersion } from "@/lib/models/delete-model";
import { modelVersionView } from "@/lib/models/model";

export const POST = route(
  {
    verb: "model_version.restore",
    summary: "Take a version back out of the bin.",
    params: z.object({ versionId: z.string() }),
    response: modelVersionView,
  },
  ({ actor, params }) => restoreModelVersion(actor, params.versionId),
);
