import { z } from "zod";
import { route } from "@/lib/http/route";
import { followTopics } from "@/lib/stream/follow-topics";
import { openStream } from "@/lib/stream/open-stream";
import { fromStreamId, parseTopics } from "@/lib/stream/topic";

const query = z.object({
  topics: z.string().max(4000).meta({
    description:
      "What to follow: changes:<project>, operations:<project>, log:<attempt>, metrics:<run>, inbox, worker, nodes; commas between.",
  }),
  after: z
    .string()
    .max(8000)
    .optional()
    .meta({ description: "The id of the last event that was read, where no Last-Event-ID can be sent." }),
});

export const GET = route(
  { verb: "stream.follow", summary: "Follow changes, logs, metrics and the inbox in one stream", query, response: "text/event-stream" },
  async ({ actor, query, request }) => {
    const topics = parseTopics(query.topics);
    const after = fromStreamId(request.headers.get("last-event-id") ?? query.after ?? null);
    return openStream(actor, request, (signal) => followTopics(actor, topics, { after, signal }));
  },
);
