import { route } from "@/lib/http/route";
import { listInbox } from "@/lib/inbox/list-inbox";

export const GET = route({ verb: "inbox.list" }, async ({ actor }) => {
  const { items, unread } = await listInbox(actor);
  return { items, unread, nextCursor: null };
});
