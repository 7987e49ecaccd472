import { z } from "zod";
import { route } from "@/lib/http/route";
import { deleteModelVersion } from "@/lib/models/delete-model";
import { getModelVersion } from "@/lib/models/get-model";
import { modelVersionView } from "@/lib/models/model";

const params = z.object({ versionId: z.string() });

export const GET = route(
  { verb: "model_version.get", summary: "One version of a model, with its lineage.", params, response: modelVersionView },
  ({ actor, params }) => getModelVersion(actor, params.versionId),
);

export const DELETE = route(
  { verb: "model_version.delete", summary: "Put one version into the bin. Refused while an endpoint serves it.", params, status: 204 },
  ({ actor, params }) => deleteModelVersion(actor, params.versionId),
);
