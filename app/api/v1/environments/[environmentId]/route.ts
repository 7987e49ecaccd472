import { z } from "zod";
import { deleteEnvironment } from "@/lib/environments/delete-environment";
import { environmentView, updateEnvironmentInput } from "@/lib/environments/environment";
import { getEnvironment } from "@/lib/environments/get-environment";
import { updateEnvironment } from "@/lib/environments/update-environment";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";

const params = z.object({ environmentId: z.string() });

export const GET = route(
  { verb: "environment.get", summary: "One environment with its newest version.", params, response: environmentView },
  ({ actor, params }) => getEnvironment(actor, params.environmentId),
);

export const PATCH = route(
  {
    verb: "environment.update",
    summary: "Change what is said about an environment; other requirements make a new version.",
    params,
    body: updateEnvironmentInput,
    response: environmentView,
  },
  ({ actor, params, body, ifMatch }) => {
    if (ifMatch === null) throw new AppError("stale", "errors.preconditionRequired");
    return updateEnvironment(actor, { ...body, id: params.environmentId, ifMatch });
  },
);

export const DELETE = route(
  { verb: "environment.delete", summary: "Put an environment into the bin, for 30 days.", params, status: 204 },
  ({ actor, params }) => deleteEnvironment(actor, params.environmentId),
);
