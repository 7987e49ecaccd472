import { z } from "zod";
import { route } from "@/lib/http/route";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { deleteSecret } from "@/lib/secrets/delete-secret";

export const DELETE = route(
  { verb: "secret.delete", params: projectParams.extend({ secretId: z.uuid() }), status: 204, summary: "Erase a secret" },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    await deleteSecret(actor, params.secretId, id);
  },
);
