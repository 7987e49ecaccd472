import { z } from "zod";
import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";
import { listMountFiles } from "@/lib/workloads/list-mount-files";
import { mountFilesQuery, mountFileView } from "@/lib/workloads/workload";

export const GET = route(
  {
    verb: "workload.list_files",
    summary: "The files of one of a workload's mounts, 500 a page, each with an address of its bytes.",
    params: z.object({ index: z.coerce.number().int().min(0).max(10_000) }),
    query: mountFilesQuery,
    response: pageOf(mountFileView),
  },
  ({ actor, params, query }) => listMountFiles(actor, { ...params, ...query }),
);
