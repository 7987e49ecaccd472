import { z } from "zod";
import { plainText } from "@/lib/datasets/plain-text";
import { filePreview } from "@/lib/datasets/preview";
import { previewFile } from "@/lib/datasets/preview-file";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "dataset_version.preview",
    summary: "The beginning of a file, as data.",
    params: z.object({ versionId: z.string() }),
    query: z.object({ path: plainText(2_000) }),
    response: filePreview,
  },
  ({ actor, params, query }) => previewFile(actor, { ...params, ...query }),
);
