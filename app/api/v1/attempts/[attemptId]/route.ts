import { z } from "zod";
import { route } from "@/lib/http/route";
import { getAttempt } from "@/lib/jobs/get-job";
import { attemptView } from "@/lib/jobs/job";

export const GET = route(
  { verb: "attempt.get", summary: "One try of a job.", params: z.object({ attemptId: z.string() }), response: attemptView },
  ({ actor, params }) => getAttempt(actor, params.attemptId),
);
