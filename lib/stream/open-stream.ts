import type { UserActor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { eventStream, type StreamEvent } from "@/lib/http/event-stream";
import { countStream } from "@/lib/stream/count-streams";
import { sessionSignal } from "@/lib/stream/session-signal";

/** Server-sent events for a person. They end with the reader, the session or the source, whichever is first, and let go of all they held. */
export async function openStream(
  actor: UserActor,
  request: Request,
  follow: (signal: AbortSignal) => Promise<AsyncIterable<StreamEvent>>,
): Promise<Response> {
  authorizeSelf(actor, "read");
  const left = new AbortController();
  const signal = await sessionSignal(actor, [request.signal, left.signal]);
  try {
    countStream(actor.userId, signal);
    return eventStream(await follow(signal), left);
  } catch (error) {
    left.abort();
    throw error;
  }
}
