import { z } from "zod";
import { restoreEnvironment } from "@/lib/environments/delete-environment";
import { environmentView } from "@/lib/environments/environment";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "environment.restore",
    summary: "Take an environment back out of the bin.",
    params: z.object({ environmentId: z.string() }),
    response: environmentView,
  },
  ({ actor, params }) => restoreEnvironment(actor, params.environmentId),
);
