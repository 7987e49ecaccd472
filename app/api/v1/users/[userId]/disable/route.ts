import { z } from "zod";
import { disableUser } from "@/lib/accounts/disable-user";
import { userView } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const POST = route(
  { verb: "user.disable", params: z.object({ userId: z.uuid() }), summary: "End a user's sessions and keys", response: userView },
  ({ actor, params }) => disableUser(actor, params.userId),
);
