import { z } from "zod";
import { eventStream } from "@/lib/http/event-stream";
import { route } from "@/lib/http/route";
import { countStream } from "@/lib/stream/count-streams";
import { followTopics } from "@/lib/stream/follow-topics";
import { sessionSignal } from "@/lib/stream/session-signal";
import { fromStreamId, parseTopics } from "@/lib/stream/topic";

const query = z.object({
  topics: z.string().max(4000).meta({
    description: "What to follow: changes:<project>, operations:<project>, log:<attempt>, metrics:<run>, inbox, worker; commas between.",
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
    const left = new AbortController();
    const signal = await sessionSignal(actor, AbortSignal.any([request.signal, left.signal]));
    countStream(actor.userId, signal);
    const after = fromStreamId(request.headers.get("last-event-id") ?? query.after ?? null);
    return eventStream(thenAbort(await followTopics(actor, topics, { after, signal }), left));
  },
);

/** However a stream ends, what it holds is let go: the reader's leaving does not always reach the request's own signal. */
async function* thenAbort<T>(source: AsyncIterable<T>, controller: AbortController): AsyncGenerator<T> {
  try {
    yield* source;
  } finally {
    controller.abort();
  }
}
