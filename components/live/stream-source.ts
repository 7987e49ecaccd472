import { askSession } from "@/components/live/ask-session";
import { type Cursors, readStreamId, writeStreamId } from "@/components/live/stream-id";
import type { Wants } from "@/components/live/wants";
import { type TopicEventName, topicEvents } from "@/lib/stream/events";

export interface StreamMessage {
  /** `resync` is ours: something may have been missed. */
  readonly event: TopicEventName | "resync";
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Where the topic stands behind this message. */
  readonly cursor: number | null;
}

export interface StreamSource {
  close(): void;
}

interface Listeners {
  readonly onOpen: () => void;
  readonly onMessage: (message: StreamMessage) => void;
  /** The connection broke; `signedOut` when the server no longer knows who asks. */
  readonly onBroken: (signedOut: boolean) => void;
}

export type OpenStream = (wants: Wants, listeners: Listeners) => StreamSource;

/** One EventSource on the console's stream for all the topics. It does not reconnect by itself: who opened it knows where to go on. */
export const openEventSource: OpenStream = (wants, { onOpen, onMessage, onBroken }) => {
  const cursors = Object.fromEntries(Object.entries(wants).filter((entry): entry is [string, number] => entry[1] !== null));
  const query = new URLSearchParams({ topics: Object.keys(wants).join(",") });
  if (Object.keys(cursors).length > 0) query.set("after", writeStreamId(cursors));
  const source = new EventSource(`/api/v1/stream?${query}`);
  source.addEventListener("open", onOpen);
  for (const event of topicEvents) {
    source.addEventListener(event, (message: MessageEvent<string>) => {
      const told = toMessage(event, message.data, readStreamId(message.lastEventId));
      if (told) onMessage(told);
    });
  }
  source.addEventListener("error", () => {
    source.close();
    // An EventSource cannot tell a refusal from a dead server; a plain request can.
    void askSession().then((isSignedIn) => onBroken(isSignedIn === false));
  });
  return source;
};

function toMessage(event: TopicEventName, text: string, cursors: Cursors): StreamMessage | undefined {
  const data: unknown = JSON.parse(text);
  if (typeof data !== "object" || data === null || !("topic" in data) || typeof data.topic !== "string") return undefined;
  return { event, topic: data.topic, data: data as Record<string, unknown>, cursor: cursors[data.topic] ?? null };
}
