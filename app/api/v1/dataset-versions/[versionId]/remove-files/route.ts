import { z } from "zod";
import { removeFiles } from "@/lib/datasets/remove-files";
import { removedFilesView, removeFilesInput } from "@/lib/datasets/version";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "dataset_version.remove_files",
    summary: "Take files or folders out of a draft.",
    params: z.object({ versionId: z.string() }),
    body: removeFilesInput,
    response: removedFilesView,
  },
  ({ actor, params, body }) => removeFiles(actor, { ...params, ...body }),
);
