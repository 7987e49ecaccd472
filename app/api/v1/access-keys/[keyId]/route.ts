import { z } from "zod";
import { route } from "@/lib/http/route";
import { revokeAccessKey } from "@/lib/keys/revoke-access-key";

export const DELETE = route(
  { verb: "access_key.revoke", params: z.object({ keyId: z.uuid() }), status: 204, summary: "Revoke one of your access keys" },
  ({ actor, params }) => revokeAccessKey(actor, params.keyId),
);
