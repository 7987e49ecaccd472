import { z } from "zod";
import { endSession } from "@/lib/accounts/end-session";
import { route } from "@/lib/http/route";

export const DELETE = route(
  { verb: "session.end_one", params: z.object({ sessionId: z.uuid() }), status: 204, summary: "Sign one browser out" },
  ({ actor, params }) => endSession(actor, params.sessionId),
);
