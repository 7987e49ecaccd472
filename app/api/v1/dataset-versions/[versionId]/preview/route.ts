import { z } from "zod";
import { filePreview } from "@/lib/datasets/preview";
import { previewFile } from "@/lib/datasets/preview-file";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "dataset_version.preview",
    summary: "The beginning of a file, as data.",
    params: z.object({ versionId: z.string() }),
    query: z.object({ path: z.string().max(2_000) }),
    response: filePreview,
  },
  ({ actor, params, query }) => previewFile(actor, { ...params, ...query }),
);
