import { z } from "zod";
import { route } from "@/lib/http/route";
import { listModelVersions } from "@/lib/models/get-model";
import { modelVersionView } from "@/lib/models/model";

export const GET = route(
  {
    verb: "model_version.list",
    summary: "The versions of a model, newest first.",
    params: z.object({ modelId: z.string() }),
    response: z.object({ items: z.array(modelVersionView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => ({ items: await listModelVersions(actor, params.modelId), nextCursor: null }),
);
