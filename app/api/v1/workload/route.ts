import { route } from "@/lib/http/route";
import { getWorkload } from "@/lib/workloads/get-workload";
import { workloadView } from "@/lib/workloads/workload";

export const GET = route(
  { verb: "workload.get", summary: "What a workload's own token is good for.", response: workloadView },
  ({ actor }) => getWorkload(actor),
);
