import { type ConnectionState, createStreamLeader, type StreamLeader } from "@/components/live/stream-leader";
import { type OpenStream, openEventSource, type StreamMessage } from "@/components/live/stream-source";
import { hasStart, type Wants } from "@/components/live/wants";

type Handler = (message: StreamMessage) => void;

/** What tabs say to each other. */
type Word =
  | { readonly say: "wants"; readonly tab: string; readonly wants: Wants }
  | { readonly say: "who" }
  | { readonly say: "message"; readonly message: StreamMessage }
  | { readonly say: "state"; readonly state: ConnectionState }
  | { readonly say: "retry" };

export interface StreamClient {
  /** Follows a topic until the returned function is called. `from` is what the caller has already read of it. */
  subscribe(topic: string, handler: Handler, from?: () => number | null): () => void;
  state(): ConnectionState;
  onState(listener: () => void): () => void;
  retryNow(): void;
  close(): void;
}

interface ClientOptions {
  readonly tab: string;
  readonly open?: OpenStream;
  /** Differs in tests only, so that they do not share a leader. */
  readonly name?: string;
}

/**
 * One stream for all tabs of a browser. The tab that gets the Web Lock leads: it holds the EventSource and passes on what
 * comes by BroadcastChannel; when it closes, the lock falls to the next, which asks all tabs what they follow and how far
 * they have read, and goes on from there.
 */
export function createStreamClient({ tab, open = openEventSource, name = "cairn.stream" }: ClientOptions): StreamClient {
  const channel = new BroadcastChannel(name);
  const topics = new Map<string, Map<Handler, () => number | null>>();
  /** Where each topic stands for this tab, however late a part of it comes to follow. */
  const told = new Map<string, number>();
  const listeners = new Set<() => void>();
  const ended = new AbortController();
  let state: ConnectionState = { kind: "idle" };
  let leader: StreamLeader | undefined;

  const wants = (): Wants =>
    Object.fromEntries(
      [...topics].map(([topic, handlers]) => {
        const cursors = [...handlers.values()].map((from) => from());
        return [topic, hasStart(topic) ? furthestBehind(cursors) : newest([...cursors, told.get(topic) ?? null])];
      }),
    );

  function tell(word: Word) {
    if (!ended.signal.aborted) channel.postMessage(word);
  }

  function tellWants() {
    const word = { say: "wants", tab, wants: wants() } as const;
    leader?.setWants(tab, word.wants);
    if (!leader) tell(word);
  }

  function deliver(message: StreamMessage) {
    if (message.cursor !== null && !hasStart(message.topic))
      told.set(message.topic, Math.max(message.cursor, told.get(message.topic) ?? 0));
    for (const handler of topics.get(message.topic)?.keys() ?? []) handler(message);
  }

  function setState(next: ConnectionState) {
    state = next;
    for (const listener of listeners) listener();
  }

  function lead() {
    leader = createStreamLeader({
      open,
      onMessage(message) {
        deliver(message);
        tell({ say: "message", message });
      },
      onState(next) {
        setState(next);
        tell({ say: "state", state: next });
      },
    });
    tell({ say: "who" });
    tellWants();
  }

  function hear({ data: word }: MessageEvent<Word>) {
    if (word.say === "message") deliver(word.message);
    else if (word.say === "state") setState(word.state);
    else if (word.say === "who") tellWants();
    else if (word.say === "retry") leader?.retryNow();
    else if (leader) {
      leader.setWants(word.tab, word.wants);
      forgetWhenGone(word.tab);
      tell({ say: "state", state });
    }
  }

  const watched = new Set<string>();

  /** A tab that crashed says nothing; its lock falls free. */
  function forgetWhenGone(other: string) {
    if (watched.has(other)) return;
    watched.add(other);
    void navigator.locks.request(`${name}.${other}`, { signal: ended.signal }, () => leader?.setWants(other, {})).catch(() => undefined);
  }

  channel.addEventListener("message", hear);
  void hold(`${name}.${tab}`, ended.signal);
  void hold(name, ended.signal, lead);

  return {
    subscribe(topic, handler, from = () => null) {
      const handlers = topics.get(topic) ?? new Map<Handler, () => number | null>();
      topics.set(topic, handlers.set(handler, from));
      tellWants();
      return () => {
        handlers.delete(handler);
        if (handlers.size === 0) topics.delete(topic);
        tellWants();
      };
    },
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow() {
      if (leader) leader.retryNow();
      else tell({ say: "retry" });
    },
    close() {
      topics.clear();
      tellWants();
      leader?.close();
      ended.abort();
      channel.close();
    },
  };
}

function newest(cursors: readonly (number | null)[]): number | null {
  const known = cursors.filter((cursor) => cursor !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function furthestBehind(cursors: readonly (number | null)[]): number | null {
  return cursors.includes(null) ? null : Math.min(...(cursors as number[]));
}

/** Waits for a lock and keeps it until the signal, or the end of the tab. */
async function hold(name: string, signal: AbortSignal, then?: () => void): Promise<void> {
  await navigator.locks
    .request(name, { signal }, () => {
      then?.();
      return new Promise<void>((release) => signal.addEventListener("abort", () => release()));
    })
    .catch(() => undefined);
}
