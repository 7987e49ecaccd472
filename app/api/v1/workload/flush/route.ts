import { route } from "@/lib/http/route";
import { flushOutputs } from "@/lib/workloads/flush-outputs";
import { flushInput } from "@/lib/workloads/workload";

export const POST = route(
  {
    verb: "workload.flush",
    summary: "Say that all outputs of an attempt are stored, and what was lost; its token ends with it.",
    body: flushInput,
    status: 204,
  },
  ({ actor, body }) => flushOutputs(actor, body),
);
