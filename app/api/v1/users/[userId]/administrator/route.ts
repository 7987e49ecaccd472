import { z } from "zod";
import { makeAdministrator, unmakeAdministrator } from "@/lib/accounts/set-administrator";
import { userView } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

const params = z.object({ userId: z.uuid() });

export const PUT = route({ verb: "user.make_administrator", params, summary: "Make a user an administrator", response: userView }, (call) =>
  makeAdministrator(call.actor, call.params.userId),
);

export const DELETE = route(
  { verb: "user.unmake_administrator", params, summary: "Take the administrator's role back", response: userView },
  (call) => unmakeAdministrator(call.actor, call.params.userId),
);
