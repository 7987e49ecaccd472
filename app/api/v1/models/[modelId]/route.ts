import { z } from "zod";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";
import { deleteModel } from "@/lib/models/delete-model";
import { getModel } from "@/lib/models/get-model";
import { modelView, updateModelInput } from "@/lib/models/model";
import { updateModel } from "@/lib/models/update-model";

const params = z.object({ modelId: z.string() });

export const GET = route({ verb: "model.get", summary: "One model.", params, response: modelView }, ({ actor, params }) =>
  getModel(actor, params.modelId),
);

export const PATCH = route(
  { verb: "model.update", summary: "Change a model's name, address or description.", params, body: updateModelInput, response: modelView },
  ({ actor, params, body, ifMatch }) => {
    if (ifMatch === null) throw new AppError("stale", "errors.preconditionRequired");
    return updateModel(actor, params.modelId, body, ifMatch);
  },
);

export const DELETE = route(
  { verb: "model.delete", summary: "Put a model into the bin, for 30 days. Refused while an endpoint serves it.", params, status: 204 },
  ({ actor, params }) => deleteModel(actor, params.modelId),
);
