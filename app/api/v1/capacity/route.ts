import { route } from "@/lib/http/route";
import { dryRun, dryRunInput, dryRunView } from "@/lib/scheduling/dry-run";

export const GET = route(
  {
    verb: "capacity.dry_run",
    summary: "What would happen to a job of these resources if it were submitted now: starts, waits behind whom, or never starts.",
    query: dryRunInput,
    response: dryRunView,
  },
  ({ actor, query }) => dryRun(actor, query),
);
