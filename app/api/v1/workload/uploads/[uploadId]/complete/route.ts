import { z } from "zod";
import { route } from "@/lib/http/route";
import { completeUpload } from "@/lib/workloads/complete-upload";
import { completedUploadView, completeUploadInput } from "@/lib/workloads/workload";

export const POST = route(
  {
    verb: "workload.complete_upload",
    summary: "Make outputs of the files of an upload whose parts are all stored, once their bytes were read back and are what was said.",
    params: z.object({ uploadId: z.string() }),
    body: completeUploadInput,
    response: completedUploadView,
  },
  ({ actor, params, body }) => completeUpload(actor, { ...params, ...body }),
);
