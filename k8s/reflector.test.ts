import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { KubeClient } from "@/k8s/client";
import { type KubeObject, kinds } from "@/k8s/objects";
import { Reflector } from "@/k8s/reflector";

const stoppers: (() => void)[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  for (const stop of stoppers.splice(0)) stop();
  vi.useRealTimers();
});

describe("a reflector", () => {
  test("lists page by page, then follows what changes", async () => {
    const api = await fakeApi({ pageSize: 2, objects: [pod("a", 1), pod("b", 2), pod("c", 3)] });
    const { reflector, changed } = reflect(api);
    await reflector.synced();
    expect(names(reflector)).toEqual(["a", "b", "c"]);
    await until(() => api.watches.length === 1);
    api.say("MODIFIED", pod("b", 11, "second"));
    api.say("ADDED", pod("d", 12));
    api.say("DELETED", pod("a", 13));
    await until(() => names(reflector).join() === "b,c,d");
    expect(reflector.find("b")).toEqual([{ name: "b", text: "second" }]);
    expect(changed.slice(3)).toEqual(["b", "d", "a"]);
    expect(api.lists).toBe(2);
  });

  test("takes up a line that was cut behind the last event, without listing again", async () => {
    const api = await fakeApi({ objects: [pod("a", 1)] });
    const { reflector } = reflect(api);
    await reflector.synced();
    await until(() => api.watches.length === 1);
    api.say("MODIFIED", pod("a", 20, "seen"));
    await until(() => reflector.find("a")[0]?.text === "seen");
    api.cut();
    await until(() => api.watches.length === 1, 200);
    expect(api.asked.at(-1)).toContain("resourceVersion=20");
    expect(api.lists).toBe(1);
    await expect(reflector.synced()).resolves.toBeUndefined();
  });

  test("lists again when the server has forgotten, and says what went meanwhile", async () => {
    const api = await fakeApi({ objects: [pod("a", 1), pod("b", 2)] });
    const { reflector, changed } = reflect(api);
    await reflector.synced();
    await until(() => api.watches.length === 1);
    api.objects = [pod("b", 2), pod("c", 40)];
    api.say("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" });
    await until(() => names(reflector).join() === "b,c", 200);
    expect(changed.slice(2)).toEqual(["c", "a"]);
    expect(reflector.state.relists).toBe(1);
  });

  test("lists again when the server answers a watch with 410", async () => {
    const api = await fakeApi({ objects: [pod("a", 1)] });
    const { reflector } = reflect(api);
    api.refuseWatch = { status: 410 };
    await reflector.synced();
    await until(() => api.lists >= 2, 200);
    delete api.refuseWatch;
    await until(() => api.watches.length === 1, 200);
    expect(names(reflector)).toEqual(["a"]);
  });

  test.each([500, 429, 503, 401])("goes on after %i, asking ever more rarely, and is old meanwhile", async (status) => {
    const api = await fakeApi({ objects: [pod("a", 1)] });
    const { reflector } = reflect(api);
    await reflector.synced();
    await until(() => api.watches.length === 1);
    api.refuseWatch = { status };
    api.cut();
    const before = api.asked.length;
    await forward(180);
    expect(api.asked.length - before).toBeLessThan(12);
    expect(api.asked.length - before).toBeGreaterThan(3);
    await expect(reflector.synced()).rejects.toMatchObject({ code: "unavailable" });
    expect(names(reflector)).toEqual(["a"]);
    delete api.refuseWatch;
    await until(() => api.watches.length === 1, 700);
    await forward(3);
    await expect(reflector.synced()).resolves.toBeUndefined();
    expect(api.lists).toBe(1);
  });

  test("waits as long as a server that is asked too much says", async () => {
    const api = await fakeApi({ objects: [] });
    const { reflector } = reflect(api);
    await reflector.synced();
    await until(() => api.watches.length === 1);
    api.refuseWatch = { status: 429, retryAfter: 40 };
    api.cut();
    await until(() => api.asked.filter((path) => path.includes("watch=true")).length === 2, 100);
    const before = api.asked.length;
    await forward(35);
    expect(api.asked.length).toBe(before);
  });

  test("an echo, an old event and one of what is gone change nothing", async () => {
    const api = await fakeApi({ objects: [pod("a", 5), pod("b", 6)] });
    const { reflector, changed } = reflect(api);
    await reflector.synced();
    await until(() => api.watches.length === 1);
    api.say("MODIFIED", pod("a", 12, "new"));
    api.say("MODIFIED", pod("a", 12, "new"));
    api.say("MODIFIED", pod("a", 11, "old"));
    api.say("DELETED", pod("b", 13));
    api.say("MODIFIED", pod("b", 12, "ghost"));
    api.say("ADDED", pod("c", 14));
    await until(() => names(reflector).join() === "a,c");
    expect(reflector.find("a")).toEqual([{ name: "a", text: "new" }]);
    expect(changed.slice(2)).toEqual(["a", "b", "c"]);
  });

  test("a quiet hour with bookmarks costs a request every few minutes", async () => {
    const api = await fakeApi({ objects: [pod("a", 1)] });
    const { reflector } = reflect(api);
    await reflector.synced();
    for (let minute = 1; minute <= 60; minute += 1) {
      await until(() => api.watches.length === 1, 50);
      api.say("BOOKMARK", { metadata: { name: "", resourceVersion: String(100 + minute) } });
      await forward(60);
    }
    expect(api.lists).toBe(1);
    expect(api.asked.length).toBeLessThan(20);
    expect(reflector.state.lastEventAgeMs).toBeLessThan(90_000);
  });

  test("a line that fell silent is left for a new one", async () => {
    const api = await fakeApi({ objects: [pod("a", 1)], ignoresTimeout: true });
    const { reflector } = reflect(api);
    await reflector.synced();
    await until(() => api.watches.length === 1);
    await forward(110);
    await until(() => api.asked.filter((path) => path.includes("watch=true")).length === 2, 50);
    await expect(reflector.synced()).resolves.toBeUndefined();
    expect(api.lists).toBe(1);
  });

  test("a cluster that never answered is unavailable at once, not empty", async () => {
    const { reflector } = reflect({ url: "http://127.0.0.1:1" });
    await expect(reflector.synced()).rejects.toMatchObject({ code: "unavailable", key: "compute.clusterAway" });
  });
});

interface Kept {
  readonly name: string;
  readonly text: string;
}

function reflect({ url }: { readonly url: string }) {
  const changed: string[] = [];
  const reflector = new Reflector<Kept>({
    client: new KubeClient({
      server: url,
      namespace: undefined,
      openChannel: () => Promise.reject(new Error("not used")),
      options: async () => ({}),
    }),
    kind: kinds.pod,
    labelSelector: "app=x",
    project: ({ metadata }: KubeObject) => ({ name: metadata.name, text: metadata.labels?.text ?? "" }),
    indexOf: ({ name }) => name,
    onChange: (index) => changed.push(index),
    random: () => 0.5,
  });
  stoppers.push(() => reflector.close());
  return { reflector, changed };
}

function names(reflector: Reflector<Kept>): readonly string[] {
  return reflector.indexes().toSorted();
}

function pod(name: string, version: number, text = ""): KubeObject {
  return { metadata: { name, namespace: "ns", uid: `uid-${name}`, resourceVersion: String(version), labels: { text } } };
}

interface FakeApi {
  readonly url: string;
  objects: KubeObject[];
  readonly watches: ServerResponse[];
  readonly asked: string[];
  lists: number;
  refuseWatch?: { readonly status: number; readonly retryAfter?: number };
  say(type: string, object: unknown): void;
  cut(): void;
}

/** As much of an API server as a reflector meets. */
async function fakeApi(start: { objects: KubeObject[]; pageSize?: number; ignoresTimeout?: boolean }): Promise<FakeApi> {
  const watches: ServerResponse[] = [];
  const server = createServer((request, response) => {
    api.asked.push(request.url ?? "");
    const query = new URL(request.url ?? "", api.url).searchParams;
    if (query.get("watch") === "true") openWatch(request, response, Number(query.get("timeoutSeconds")));
    else list(response, Number(query.get("continue") ?? 0));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const api: FakeApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: start.objects,
    watches,
    asked: [],
    lists: 0,
    say: (type, object) => watches.at(-1)?.write(`${JSON.stringify({ type, object })}\n`),
    cut() {
      for (const watch of watches.splice(0)) watch.socket?.destroy();
    },
  };
  stoppers.push(() => {
    server.closeAllConnections();
    server.close();
  });

  function list(response: ServerResponse, from: number) {
    api.lists += 1;
    const size = start.pageSize ?? 500;
    const items = api.objects.slice(from, from + size);
    const rest = from + size < api.objects.length ? { continue: String(from + size) } : {};
    response.setHeader("content-type", "application/json").end(JSON.stringify({ metadata: { resourceVersion: "10", ...rest }, items }));
  }

  function openWatch(request: IncomingMessage, response: ServerResponse, timeoutSeconds: number) {
    if (api.refuseWatch) {
      const { status, retryAfter } = api.refuseWatch;
      if (retryAfter) response.setHeader("retry-after", String(retryAfter));
      response.writeHead(status).end(JSON.stringify({ kind: "Status", message: "not now", reason: "Fake", code: status }));
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    watches.push(response);
    const forget = () => watches.splice(0, watches.length, ...watches.filter((one) => one !== response));
    request.once("close", forget);
    if (!start.ignoresTimeout) setTimeout(() => response.end(forget), timeoutSeconds * 1000);
  }
  return api;
}

/** Lets time pass in small steps, and the sockets work in between. */
async function forward(seconds: number): Promise<void> {
  for (let step = 0; step < seconds * 2; step += 1) {
    await vi.advanceTimersByTimeAsync(500);
    await breathe();
  }
}

async function until(isTrue: () => boolean, longestSeconds = 5): Promise<void> {
  for (let step = 0; step < longestSeconds * 10; step += 1) {
    for (let look = 0; look < 5; look += 1) {
      if (isTrue()) return;
      await breathe();
    }
    await vi.advanceTimersByTimeAsync(100);
  }
  throw new Error("did not become true in time");
}

function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
