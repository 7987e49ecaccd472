import type { OpenStream, StreamMessage, StreamSource } from "@/components/live/stream-source";
import { hasStart, needsNewStream, unionOfWants, type Wants } from "@/components/live/wants";

export type ConnectionState =
  | { readonly kind: "idle" | "connecting" | "connected" | "signed-out" }
  | { readonly kind: "reconnecting"; readonly retryAt: number };

interface LeaderOptions {
  readonly open: OpenStream;
  readonly onMessage: (message: StreamMessage) => void;
  readonly onState: (state: ConnectionState) => void;
  readonly now?: () => number;
}

export interface StreamLeader {
  /** What a tab follows from now on; empty when it is gone. */
  setWants(tab: string, wants: Wants): void;
  retryNow(): void;
  close(): void;
}

const settleMs = 40;
const firstDelayMs = 1_000;
const longestDelayMs = 15_000;

/** The tab that holds the browser's one stream: opens it for what all tabs want, goes on where it broke, waits longer each time. */
export function createStreamLeader({ open, onMessage, onState, now = Date.now }: LeaderOptions): StreamLeader {
  const tabs = new Map<string, Wants>();
  const at: Record<string, number> = {};
  /** `tab topic` of those that have been told all up to `at`. */
  const served = new Set<string>();
  /** What this stream said first of each topic, for tabs that come while nothing else is to be told. */
  const stood = new Map<string, StreamMessage>();
  let source: StreamSource | undefined;
  let openTopics: readonly string[] = [];
  let failures = 0;
  let everConnected = false;
  let settle: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function close() {
    clearTimeout(settle);
    clearTimeout(retry);
    settle = undefined;
    retry = undefined;
    source?.close();
    source = undefined;
    openTopics = [];
    stood.clear();
  }

  /** Every topic from where the tab furthest behind stands; news from where the stream itself has come to. */
  function resumed(wanted: Wants): Wants {
    return Object.fromEntries(
      Object.entries(wanted).map(([topic, cursor]) => [topic, hasStart(topic) ? cursor : (cursor ?? at[topic] ?? null)]),
    );
  }

  /** Whether what is wanted asks for another stream than the one that is open, or for its end. */
  function mustConnect(): boolean {
    const wanted = unionOfWants(tabs.values());
    if (Object.keys(wanted).length === 0) return source !== undefined;
    return source === undefined || needsNewStream(openTopics, at, wanted);
  }

  function connect() {
    const wanted = unionOfWants(tabs.values());
    close();
    if (Object.keys(wanted).length === 0) return onState({ kind: "idle" });
    const wants = resumed(wanted);
    openTopics = Object.keys(wants);
    for (const topic of openTopics) {
      const cursor = wants[topic];
      if (cursor === null || cursor === undefined) delete at[topic];
      else at[topic] = cursor;
    }
    served.clear();
    for (const [tab, own] of tabs) for (const topic of Object.keys(own)) served.add(`${tab} ${topic}`);
    if (failures === 0 && !everConnected) onState({ kind: "connecting" });
    source = open(wants, { onOpen: () => opened(wants), onMessage: received, onBroken: broken });
  }

  function opened(wants: Wants) {
    const again = everConnected;
    failures = 0;
    everConnected = true;
    onState({ kind: "connected" });
    // News without a cursor cannot be resumed: whoever shows them looks again.
    if (again)
      for (const [topic, cursor] of Object.entries(wants))
        if (cursor === null && !hasStart(topic)) onMessage({ event: "resync", topic, data: { topic }, cursor: null });
  }

  function received(message: StreamMessage) {
    const { topic, cursor } = message;
    if (message.event === "stands") stood.set(topic, message);
    if (cursor !== null) {
      at[topic] = cursor;
      for (const [tab, own] of tabs) if (served.has(`${tab} ${topic}`)) tabs.set(tab, { ...own, [topic]: cursor });
    }
    onMessage(message);
  }

  /** Tells a tab that comes to topics of the open stream how they stand. */
  function welcome(topics: readonly string[]) {
    for (const topic of topics) {
      const message = stood.get(topic);
      if (message) onMessage(message);
    }
  }

  function broken(signedOut: boolean) {
    if (!source) return;
    close();
    if (signedOut) return onState({ kind: "signed-out" });
    const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
    failures += 1;
    onState({ kind: "reconnecting", retryAt: now() + delay });
    retry = setTimeout(connect, delay);
  }

  return {
    setWants(tab, wants) {
      const known = tabs.get(tab) ?? {};
      if (Object.keys(wants).length === 0) tabs.delete(tab);
      else tabs.set(tab, wants);
      for (const [topic, cursor] of Object.entries(wants))
        if (hasStart(topic) && (cursor ?? 0) < (at[topic] ?? 0)) served.delete(`${tab} ${topic}`);
      if (retry !== undefined || settle !== undefined) return;
      if (mustConnect()) settle = setTimeout(connect, settleMs);
      else welcome(Object.keys(wants).filter((topic) => !(topic in known)));
    },
    retryNow() {
      if (source === undefined || retry !== undefined) connect();
    },
    close,
  };
}
