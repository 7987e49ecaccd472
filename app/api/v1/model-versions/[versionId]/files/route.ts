import { z } from "zod";
import { route } from "@/lib/http/route";
import { listModelFiles } from "@/lib/models/get-model";
import { modelFileView } from "@/lib/models/model";

export const GET = route(
  {
    verb: "model_version.list_files",
    summary: "The files of a version.",
    params: z.object({ versionId: z.string() }),
    response: z.object({ items: z.array(modelFileView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => ({ items: await listModelFiles(actor, params.versionId), nextCursor: null }),
);
