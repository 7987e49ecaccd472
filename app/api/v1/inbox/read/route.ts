import { route } from "@/lib/http/route";
import { markInboxRead, markInboxReadInput } from "@/lib/inbox/mark-inbox-read";

export const POST = route(
  { verb: "inbox.read", summary: "Mark lines of your inbox as read", body: markInboxReadInput, status: 204 },
  ({ actor, body }) => markInboxRead(actor, body),
);
