import { z } from "zod";
import { route } from "@/lib/http/route";
import { completeUpload } from "@/lib/workloads/complete-upload";
import { completeUploadInput, storedView } from "@/lib/workloads/workload";

export const POST = route(
  {
    verb: "workload.complete_upload",
    summary: "Make an upload whose parts are all stored an output, once its bytes were read back and are what was said.",
    params: z.object({ uploadId: z.string() }),
    body: completeUploadInput,
    response: storedView,
  },
  ({ actor, params, body }) => completeUpload(actor, { ...params, ...body }),
);
