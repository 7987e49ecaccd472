import { route } from "@/lib/http/route";
import { getWorkload } from "@/lib/workloads/get-workload";
import { assertProtocol, protocolHeader } from "@/lib/workloads/protocol";
import { workloadView } from "@/lib/workloads/workload";

export const GET = route(
  {
    verb: "workload.get",
    summary: "What a workload's own token is good for. Asked first: a wrapper of another protocol is refused here.",
    response: workloadView,
  },
  ({ actor, request }) => {
    assertProtocol(request.headers.get(protocolHeader));
    return getWorkload(actor);
  },
);
