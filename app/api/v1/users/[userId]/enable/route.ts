import { z } from "zod";
import { enableUser } from "@/lib/accounts/disable-user";
import { userView } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const POST = route(
  { verb: "user.enable", params: z.object({ userId: z.uuid() }), summary: "Let a disabled user sign in again", response: userView },
  ({ actor, params }) => enableUser(actor, params.userId),
);
