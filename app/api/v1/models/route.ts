import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";
import { listModels, listModelsQuery } from "@/lib/models/list-models";
import { modelView, registeredModelView, registerModelInput } from "@/lib/models/model";
import { registerModel } from "@/lib/models/register-model";

export const GET = route(
  { verb: "model.list", summary: "The models of a project.", query: listModelsQuery, response: pageOf(modelView) },
  ({ actor, query }) => listModels(actor, query),
);

export const POST = route(
  {
    verb: "model.register",
    summary: "Make outputs of a job the next version of a model.",
    body: registerModelInput,
    status: 201,
    response: registeredModelView,
  },
  ({ actor, body }) => registerModel(actor, body),
);
