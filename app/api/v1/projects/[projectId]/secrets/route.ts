import { z } from "zod";
import { route } from "@/lib/http/route";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { listSecrets } from "@/lib/secrets/list-secrets";
import { putSecret } from "@/lib/secrets/put-secret";
import { putSecretInput, secretView } from "@/lib/secrets/secret";

export const GET = route(
  {
    verb: "secret.list",
    params: projectParams,
    summary: "The names of a project's secrets",
    response: z.object({ items: z.array(secretView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return { items: await listSecrets(actor, id), nextCursor: null };
  },
);

export const PUT = route(
  { verb: "secret.put", params: projectParams, body: putSecretInput, summary: "Set a secret", response: secretView },
  async ({ actor, params, body }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return putSecret(actor, id, body);
  },
);
