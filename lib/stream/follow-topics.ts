import type { UserActor } from "@/lib/auth/actor";
import { authorizeSelf } from "@/lib/auth/authorize";
import { computeSilence } from "@/lib/cluster/compute-silence";
import { followNodes } from "@/lib/cluster/follow-nodes";
import type { StreamEvent } from "@/lib/http/event-stream";
import { listInbox } from "@/lib/inbox/list-inbox";
import { followLines } from "@/lib/logs/follow-lines";
import { countLines } from "@/lib/logs/read-lines";
import { listOperations } from "@/lib/operations/list-operations";
import { followPoints } from "@/lib/runs/follow-points";
import { countPoints } from "@/lib/runs/read-series";
import { authorizeLog, authorizeRun } from "@/lib/stream/authorize-subject";
import type { TopicEventName } from "@/lib/stream/events";
import { followChanges } from "@/lib/stream/follow-changes";
import { merge } from "@/lib/stream/merge";
import { type Topic, toStreamId } from "@/lib/stream/topic";
import { waitForNotice } from "@/lib/stream/wait-for-notice";
import { workerSilence } from "@/lib/worker/worker-silence";

interface TopicEvent {
  readonly topic: Topic;
  readonly event: TopicEventName;
  readonly data: object;
  /** Where the topic stands behind this event; topics that always tell the whole have none. */
  readonly cursor?: number;
}

interface Reading {
  readonly after: ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
}

interface Following {
  readonly after: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * All that one browser follows, in one stream. Every event's id says where each topic stands, so that a reader that comes
 * back misses nothing and sees nothing twice. A topic that may not be read is answered once by `refused`.
 */
export async function followTopics(actor: UserActor, topics: readonly Topic[], options: Reading): Promise<AsyncIterable<StreamEvent>> {
  authorizeSelf(actor, "read");
  return eventsOf(actor, topics, options);
}

async function* eventsOf(actor: UserActor, topics: readonly Topic[], options: Reading): AsyncGenerator<StreamEvent> {
  const at = new Map([...options.after].filter(([name]) => topics.some((topic) => topic.name === name)));
  yield { event: "open", id: toStreamId(at), data: { topics: topics.map(({ name }) => name) } };
  const sources = topics.map((topic) => follow(actor, topic, { after: at.get(topic.name), signal: options.signal }));
  for await (const { topic, event, data, cursor } of merge(sources)) {
    if (cursor !== undefined) at.set(topic.name, cursor);
    yield { event, id: toStreamId(at), data: { topic: topic.name, ...data } };
  }
}

async function* follow(actor: UserActor, topic: Topic, following: Following): AsyncGenerator<TopicEvent> {
  try {
    yield* followOne[topic.kind](actor, topic, following);
  } catch (error) {
    if (following.signal.aborted) return;
    if (!(error instanceof Error && error.name === "AppError")) throw error;
    yield { topic, event: "refused", data: {} };
  }
}

const followOne: Record<Topic["kind"], (actor: UserActor, topic: Topic, following: Following) => AsyncGenerator<TopicEvent>> = {
  async *changes(actor, topic, { after, signal }) {
    for await (const change of followChanges(actor, topic.id, { ...(after !== undefined && { after }), signal })) {
      yield { topic, event: "change", data: change, cursor: change.seq };
    }
  },
  async *log(actor, topic, { after, signal }) {
    await authorizeLog(actor, topic.id);
    yield stands(topic, await countLines(topic.id));
    for await (const piece of followLines(topic.id, { after: after ?? 0, signal })) {
      yield { topic, event: "lines", data: piece, cursor: piece.firstLine + piece.lines.length };
    }
  },
  async *metrics(actor, topic, { after, signal }) {
    await authorizeRun(actor, topic.id);
    yield stands(topic, await countPoints(topic.id));
    for await (const { cursor, series } of followPoints(topic.id, { after: after ?? 0, signal })) {
      yield { topic, event: "points", data: { series }, cursor };
    }
  },
  async *operations(actor, topic, { signal }) {
    let told = "";
    for await (const _ of waitForNotice("cairn_operations", () => true, signal)) {
      const items = await listOperations(actor, topic.id);
      const now = JSON.stringify(items);
      if (now !== told) yield { topic, event: "operations", data: { items } };
      told = now;
    }
  },
  async *inbox(actor, topic, { signal }) {
    for await (const _ of waitForNotice("cairn_inbox", (payload) => payload === actor.userId, signal)) {
      const { unread } = await listInbox(actor, 1);
      yield { topic, event: "inbox", data: { unread } };
    }
  },
  async *nodes(actor, topic, { after, signal }) {
    for await (const event of followNodes(actor, { ...(after !== undefined && { after }), signal })) {
      yield { topic, event: "nodes", data: event, cursor: event.revision };
    }
  },
  /** Who says nothing notifies nobody: it is looked for. While it lasts it is said again, for tabs that came later. */
  async *worker(_actor, topic, { signal }) {
    let told = "";
    for await (const _ of waitForNotice("cairn_wake", () => false, signal)) {
      const [silence, away] = await Promise.all([workerSilence(), computeSilence()]);
      const data = { isSilent: silence !== null, away };
      const now = JSON.stringify(data);
      if (silence || away || told !== now) yield { topic, event: "worker", data };
      told = now;
    }
  },
};

/** The first word on what has a start: how much there is already, so that a reader need not wait for what never comes. */
function stands(topic: Topic, count: number): TopicEvent {
  return { topic, event: "stands", data: { count } };
}
