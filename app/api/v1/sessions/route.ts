import { z } from "zod";
import { endAllSessions } from "@/lib/accounts/end-session";
import { listSessions } from "@/lib/accounts/list-sessions";
import { sessionView } from "@/lib/accounts/session";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "session.list",
    summary: "The browsers you are signed in with",
    response: z.object({ items: z.array(sessionView), nextCursor: z.null() }),
  },
  async ({ actor }) => ({ items: await listSessions(actor), nextCursor: null }),
);

export const DELETE = route(
  { verb: "session.end_all", summary: "Sign out everywhere", response: z.object({ ended: z.number().int() }) },
  ({ actor }) => endAllSessions(actor),
);
