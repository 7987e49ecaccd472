import { z } from "zod";
import { route } from "@/lib/http/route";
import { getModelDownload } from "@/lib/models/get-model";

export const GET = route(
  {
    verb: "model_version.download",
    summary: "A link, good for ten minutes, to one file of a version or to all of them as a zip.",
    params: z.object({ versionId: z.string() }),
    query: z.object({ path: z.string().max(1_024).optional() }),
    response: z.object({ url: z.string() }),
  },
  async ({ actor, params, query }) => ({
    url: await getModelDownload(actor, { versionId: params.versionId, path: query.path }, "program"),
  }),
);
