import { z } from "zod";
import { route } from "@/lib/http/route";
import { outputView } from "@/lib/jobs/job";
import { listOutputs } from "@/lib/jobs/list-outputs";

export const GET = route(
  {
    verb: "attempt.outputs",
    summary: "The files that one try left so far.",
    params: z.object({ attemptId: z.string() }),
    response: z.object({ items: z.array(outputView) }),
  },
  async ({ actor, params }) => ({ items: await listOutputs(actor, params.attemptId) }),
);
