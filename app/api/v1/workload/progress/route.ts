import { route } from "@/lib/http/route";
import { tellProgress } from "@/lib/workloads/tell-progress";
import { tellProgressInput } from "@/lib/workloads/workload";

export const POST = route(
  { verb: "workload.tell_progress", summary: "Say how much of a workload's files is there.", body: tellProgressInput, status: 204 },
  ({ actor, body }) => tellProgress(actor, body),
);
