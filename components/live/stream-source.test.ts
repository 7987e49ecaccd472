import { afterEach, expect, test, vi } from "vitest";
import { writeStreamId } from "@/components/live/stream-id";
import { openEventSource, type StreamMessage } from "@/components/live/stream-source";
import { topicEvents } from "@/lib/stream/events";

class FakeSource extends EventTarget {
  static opened: FakeSource[] = [];
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.opened.push(this);
  }
  close(): void {}
  say(event: string, data: string, lastEventId = ""): void {
    this.dispatchEvent(Object.assign(new Event(event), { data, lastEventId }));
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  FakeSource.opened = [];
});

function opened(wants: Record<string, number | null>) {
  vi.stubGlobal("EventSource", FakeSource);
  const heard: StreamMessage[] = [];
  openEventSource(wants, { onOpen: () => undefined, onMessage: (message) => heard.push(message), onBroken: () => undefined });
  const [source] = FakeSource.opened;
  if (!source) throw new Error("no stream was opened");
  return { source, heard };
}

test("every event that a topic can tell is heard, with where its topic stands", () => {
  const { source, heard } = opened({ nodes: 7, inbox: null });
  expect(source.url).toBe(`/api/v1/stream?${new URLSearchParams({ topics: "nodes,inbox", after: writeStreamId({ nodes: 7 }) })}`);
  for (const event of topicEvents) source.say(event, '{"topic":"nodes"}', writeStreamId({ nodes: 9 }));
  expect(heard.map(({ event }) => event)).toEqual([...topicEvents]);
  expect(heard[0]).toEqual({ event: "change", topic: "nodes", data: { topic: "nodes" }, cursor: 9 });
});

test("what is of no topic is not told", () => {
  const { source, heard } = opened({ nodes: null });
  source.say("nodes", "{}");
  source.say("nodes", "null");
  source.say("unheard-of", '{"topic":"nodes"}');
  expect(heard).toEqual([]);
});
