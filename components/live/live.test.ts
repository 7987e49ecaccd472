import { afterEach, describe, expect, test, vi } from "vitest";
import { createStreamClient, type StreamClient } from "@/components/live/stream-client";
import { readStreamId, writeStreamId } from "@/components/live/stream-id";
import { type ConnectionState, createStreamLeader } from "@/components/live/stream-leader";
import type { OpenStream, StreamMessage } from "@/components/live/stream-source";
import { addLines } from "@/components/live/use-log";
import { addPoints, toSeries } from "@/components/live/use-metrics";
import { unionOfWants, type Wants } from "@/components/live/wants";

/** A stream that the test speaks through, in place of the network. */
function aServer() {
  const opened: { wants: Wants; closed: boolean; listeners: Parameters<OpenStream>[1] }[] = [];
  const open: OpenStream = (wants, listeners) => {
    const connection = { wants, closed: false, listeners };
    opened.push(connection);
    listeners.onOpen();
    return {
      close() {
        connection.closed = true;
      },
    };
  };
  return {
    opened,
    open,
    live: () => opened.filter(({ closed }) => !closed),
    say: (message: Partial<StreamMessage> & { topic: string }) =>
      opened.at(-1)?.listeners.onMessage({ event: "lines", data: {}, cursor: null, ...message }),
    breakDown: (signedOut = false) => opened.at(-1)?.listeners.onBroken(signedOut),
  };
}

describe("the stream's id", () => {
  test("comes back as it was written", () => {
    expect(readStreamId(writeStreamId({ "log:a": 412, "changes:b": 7 }))).toEqual({ "log:a": 412, "changes:b": 7 });
  });

  test("of an id that is none nothing is known", () => {
    expect(readStreamId("%%%")).toEqual({});
    expect(readStreamId(btoa('{"log:a":"x"}'))).toEqual({});
  });
});

describe("what all tabs want", () => {
  test("each topic once, from the tab furthest behind", () => {
    expect(
      unionOfWants([
        { "log:a": 10, inbox: null },
        { "log:a": 4, "changes:p": 9 },
      ]),
    ).toEqual({ "log:a": 4, inbox: null, "changes:p": 9 });
  });

  test("a newcomer wants a log from its start, but of changes only the news", () => {
    expect(
      unionOfWants([
        { "log:a": 10, "changes:p": 9 },
        { "log:a": null, "changes:p": null },
      ]),
    ).toEqual({ "log:a": null, "changes:p": 9 });
  });
});

describe("the leading tab", () => {
  afterEach(() => vi.useRealTimers());

  function aLeader() {
    vi.useFakeTimers();
    const server = aServer();
    const states: ConnectionState[] = [];
    const heard: StreamMessage[] = [];
    const leader = createStreamLeader({ open: server.open, onMessage: (m) => heard.push(m), onState: (s) => states.push(s), now: () => 0 });
    return { server, states, heard, leader };
  }

  test("opens one stream for all tabs", () => {
    const { server, leader } = aLeader();
    leader.setWants("a", { inbox: null });
    leader.setWants("b", { "log:x": 0 });
    vi.advanceTimersByTime(100);
    expect(server.opened.map(({ wants }) => wants)).toEqual([{ inbox: null, "log:x": 0 }]);
  });

  test("goes on where it broke, and waits longer each time", () => {
    const { server, states, leader } = aLeader();
    leader.setWants("a", { "log:x": 0 });
    vi.advanceTimersByTime(100);
    server.say({ topic: "log:x", cursor: 12 });
    server.breakDown();
    expect(states.at(-1)).toEqual({ kind: "reconnecting", retryAt: 1000 });
    vi.advanceTimersByTime(1000);
    expect(server.opened.at(-1)?.wants).toEqual({ "log:x": 12 });
    expect(states.at(-1)).toEqual({ kind: "connected" });
  });

  test("a tab that comes later gets its log from the start, the stream of others is not told twice needlessly", () => {
    const { server, leader } = aLeader();
    leader.setWants("a", { "log:x": 0 });
    vi.advanceTimersByTime(100);
    server.say({ topic: "log:x", cursor: 12 });
    leader.setWants("b", { "log:y": 0 });
    vi.advanceTimersByTime(100);
    expect(server.opened.at(-1)?.wants).toEqual({ "log:x": 12, "log:y": 0 });
    leader.setWants("c", { "log:x": 0 });
    vi.advanceTimersByTime(100);
    expect(server.opened.at(-1)?.wants).toEqual({ "log:x": 0, "log:y": 0 });
    expect(server.live()).toHaveLength(1);
  });

  test("a tab that comes to an empty log hears that it is empty, over the stream that is open", () => {
    const { server, heard, leader } = aLeader();
    leader.setWants("a", { "log:x": 0 });
    vi.advanceTimersByTime(100);
    server.say({ topic: "log:x", event: "stands", data: { count: 0 } });
    leader.setWants("b", { "log:x": 0 });
    vi.advanceTimersByTime(100);
    expect(heard.map(({ event, data }) => [event, data])).toEqual([
      ["stands", { count: 0 }],
      ["stands", { count: 0 }],
    ]);
    expect(server.opened).toHaveLength(1);
  });

  test("nothing is opened anew when a tab goes or wants less", () => {
    const { server, leader } = aLeader();
    leader.setWants("a", { inbox: null });
    leader.setWants("b", { inbox: null });
    vi.advanceTimersByTime(100);
    leader.setWants("b", {});
    vi.advanceTimersByTime(100);
    expect(server.opened).toHaveLength(1);
    leader.setWants("a", {});
    vi.advanceTimersByTime(100);
    expect(server.live()).toHaveLength(0);
  });

  test("news that cannot be resumed are looked at again after a break", () => {
    const { server, heard, leader } = aLeader();
    leader.setWants("a", { "changes:p": null });
    vi.advanceTimersByTime(100);
    server.breakDown();
    vi.advanceTimersByTime(1000);
    expect(heard).toEqual([{ event: "resync", topic: "changes:p", data: { topic: "changes:p" }, cursor: null }]);
  });

  test("a tab whose page is older than what was told gets the news again from where its page stands", () => {
    const { server, leader } = aLeader();
    leader.setWants("a", { "changes:p": 4 });
    vi.advanceTimersByTime(100);
    server.say({ topic: "changes:p", event: "change", cursor: 7 });
    leader.setWants("b", { "changes:p": 7 });
    vi.advanceTimersByTime(100);
    expect(server.opened).toHaveLength(1);
    leader.setWants("c", { "changes:p": 5 });
    vi.advanceTimersByTime(100);
    expect(server.opened.at(-1)?.wants).toEqual({ "changes:p": 5 });
    expect(server.live()).toHaveLength(1);
  });

  test("a session that ended stops the tries", () => {
    const { server, states, leader } = aLeader();
    leader.setWants("a", { inbox: null });
    vi.advanceTimersByTime(100);
    server.breakDown(true);
    vi.advanceTimersByTime(60_000);
    expect(states.at(-1)).toEqual({ kind: "signed-out" });
    expect(server.opened).toHaveLength(1);
  });
});

describe("tabs of one browser", () => {
  const clients: StreamClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  function tabs(count: number, server: ReturnType<typeof aServer>) {
    const name = `test.${crypto.randomUUID()}`;
    for (let index = 0; index < count; index += 1) clients.push(createStreamClient({ tab: `tab-${index}`, open: server.open, name }));
    return clients.slice(-count);
  }

  test("eight of them share one stream and all hear", async () => {
    const server = aServer();
    const heard: number[] = [];
    for (const [index, client] of tabs(8, server).entries()) client.subscribe("inbox", () => heard.push(index));
    await vi.waitFor(() => expect(server.live()).toHaveLength(1));
    await vi.waitFor(() => {
      heard.length = 0;
      server.say({ topic: "inbox", event: "inbox" });
      return new Promise((resolve) => setTimeout(resolve, 30)).then(() => expect(heard.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]));
    });
    expect(server.live()).toHaveLength(1);
  });

  test("a part of a page that follows later stands where its tab stands, not where the page began", async () => {
    const server = aServer();
    const [tab] = tabs(1, server);
    let heard = 0;
    const follow = () =>
      tab?.subscribe(
        "changes:p",
        () => {
          heard += 1;
        },
        () => 4,
      );
    follow();
    await vi.waitFor(() => expect(server.opened.at(-1)?.wants).toEqual({ "changes:p": 4 }));
    server.say({ topic: "changes:p", event: "change", cursor: 9 });
    expect(heard).toBe(1);
    follow();
    tab?.subscribe("inbox", () => undefined);
    await vi.waitFor(() => expect(server.opened.at(-1)?.wants).toEqual({ "changes:p": 9, inbox: null }));
    expect(server.opened).toHaveLength(2);
  });

  test("when the leading tab closes another takes over where it stood", async () => {
    const server = aServer();
    const [first, second] = tabs(2, server);
    let read = 0;
    first?.subscribe("inbox", () => undefined);
    await vi.waitFor(() => expect(server.live()).toHaveLength(1));
    second?.subscribe(
      "log:x",
      ({ cursor }) => {
        read = cursor ?? read;
      },
      () => read,
    );
    await vi.waitFor(() => expect(server.opened.at(-1)?.wants).toEqual({ inbox: null, "log:x": 0 }));
    server.say({ topic: "log:x", cursor: 30 });
    await vi.waitFor(() => expect(read).toBe(30));
    first?.close();
    await vi.waitFor(() => expect(server.opened.at(-1)?.wants).toEqual({ "log:x": 30 }));
    expect(server.live()).toHaveLength(1);
  });
});

describe("what came twice", () => {
  const told = (number: number, text: string) =>
    ({ number, at: "2026-11-20T07:00:00.000Z", rank: 0, role: "worker", stream: "stdout", text }) as const;
  const empty = () => ({ lines: [], lostBefore: [], read: 0 }) as Parameters<typeof addLines>[0];

  test("lines are counted once", () => {
    const log = empty();
    addLines(log, { firstLine: 0, lines: [told(1, "a"), told(2, "b")] });
    addLines(log, { firstLine: 1, lines: [told(2, "b"), told(3, "c")] });
    expect(addLines(log, { firstLine: 0, lines: [told(1, "a")] })).toBe(false);
    expect(log.lines.map(({ line, text }) => `${line}${text}`)).toEqual(["1a", "2b", "3c"]);
  });

  test("where lines were lost is marked", () => {
    const log = empty();
    addLines(log, { firstLine: 0, lines: [told(1, "a"), { ...told(2, "b"), lostBytes: 812 }] });
    addLines(log, { firstLine: 5, lines: [told(6, "f")] });
    expect(log.lostBefore).toEqual([2, 6]);
  });

  test("points stand once a step, in order, the last written counts", () => {
    const metrics = { byName: new Map(), read: 0 };
    addPoints(
      metrics,
      {
        series: [
          {
            name: "loss",
            points: [
              [2, 0.5, 20],
              [1, 0.9, 10],
            ],
          },
        ],
      },
      2,
    );
    addPoints(metrics, { series: [{ name: "loss", points: [[2, 0.4, 21]] }] }, 3);
    expect(toSeries(metrics)[0]?.points.map(({ step, value }) => [step, value])).toEqual([
      [1, 0.9],
      [2, 0.4],
    ]);
  });
});
