import { z } from "zod";
import { getUser } from "@/lib/accounts/get-user";
import { userView } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const GET = route(
  { verb: "user.get", params: z.object({ userId: z.uuid() }), summary: "One user", response: userView },
  ({ actor, params }) => getUser(actor, params.userId),
);
