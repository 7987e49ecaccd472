import { z } from "zod";
import { route } from "@/lib/http/route";
import { restoreModel } from "@/lib/models/delete-model";
import { modelView } from "@/lib/models/model";

export const POST = route(
  { verb: "model.restore", summary: "Take a model back out of the bin.", params: z.object({ modelId: z.string() }), response: modelView },
  ({ actor, params }) => restoreModel(actor, params.modelId),
);
