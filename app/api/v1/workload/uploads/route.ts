import { route } from "@/lib/http/route";
import { beginUpload } from "@/lib/workloads/begin-upload";
import { beginUploadInput, outputUploadView } from "@/lib/workloads/workload";

export const POST = route(
  {
    verb: "workload.begin_upload",
    summary: "Open the way for one output or several small ones: addresses by which their bytes go straight into the object store.",
    body: beginUploadInput,
    response: outputUploadView,
    isSecret: true,
  },
  ({ actor, body }) => beginUpload(actor, body),
);
