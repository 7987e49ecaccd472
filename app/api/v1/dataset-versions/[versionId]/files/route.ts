import { z } from "zod";
import { listFiles } from "@/lib/datasets/list-files";
import { fileView, listFilesQuery } from "@/lib/datasets/version";
import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "dataset_version.list_files",
    summary: "The files and folders of a version, a folder at a time or flat.",
    params: z.object({ versionId: z.string() }),
    query: listFilesQuery,
    response: pageOf(fileView),
  },
  ({ actor, params, query }) => listFiles(actor, { ...params, ...query }),
);
