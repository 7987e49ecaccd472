import { z } from "zod";
import { eventStream } from "@/lib/http/event-stream";
import { route } from "@/lib/http/route";
import { countStream } from "@/lib/stream/count-streams";
import { followTopics } from "@/lib/stream/follow-topics";
import { sessionSignal } from "@/lib/stream/session-signal";
import { fromStreamId, parseTopics } from "@/lib/stream/topic";

const query = z.object({
  topics: z
    .string()
    .max(4000)
    .meta({ description: "What to follow: changes:<project>, operations:<project>, log:<attempt>, metrics:<run>, inbox; commas between." }),
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
    const signal = await sessionSignal(actor, request.signal);
    countStream(actor.userId, signal);
    const after = fromStreamId(request.headers.get("last-event-id") ?? query.after ?? null);
    return eventStream(followTopics(actor, topics, { after, signal }));
  },
);
