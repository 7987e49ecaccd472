import { z } from "zod";
import { route } from "@/lib/http/route";
import { inboxItemView } from "@/lib/inbox/inbox-item";
import { listInbox } from "@/lib/inbox/list-inbox";

export const GET = route(
  {
    verb: "inbox.list",
    summary: "The newest lines of your inbox",
    response: z.object({ items: z.array(inboxItemView), unread: z.number().int(), nextCursor: z.null() }),
  },
  async ({ actor }) => {
    const { items, unread } = await listInbox(actor);
    return { items, unread, nextCursor: null };
  },
);
