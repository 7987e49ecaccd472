import { readdirSync, readFileSync } from "node:fs";
import { atOnce, median, quantile, timed } from "../measure.js";
import { podOn, podsOfOthers } from "./fill.js";

const ticksPerSecond = 100;

/** What the worker holds and does while nobody asks for anything. */
export async function benchRest({ client, data }) {
  const pid = workerOf(data);
  const seconds = 60;
  const before = { ticks: ticksOf(pid), requests: await requestsOf(client) };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const cores = (ticksOf(pid) - before.ticks) / ticksPerSecond / seconds;
  const megabytes = Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]) / 1024;
  const requests = ((await requestsOf(client)) - before.requests) / seconds;
  const { total } = await client.get("nodes?limit=1");
  const seen = `${total} nodes`;
  return [
    { what: "Worker's memory at rest", value: `${Math.round(megabytes)} MB`, aim: "≤ 600 MB", isMet: megabytes <= 600, seen },
    { what: "Worker's share of a core at rest", value: `${(cores * 100).toFixed(1)} %`, aim: "≤ 25 %", isMet: cores <= 0.25, seen },
    { what: "Requests to the API server at rest", value: `${requests.toFixed(2)}/s`, aim: "≤ 10/s", isMet: requests <= 10, seen },
  ];
}

/** A worker that was killed sees everything again. */
export async function benchRestart({ client, data }) {
  const pid = workerOf(data);
  const killedAt = Date.now();
  process.kill(pid, "SIGKILL");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { seenAt, awaySince } = await client.get("nodes?limit=1");
    if (workerOf(data) !== pid && awaySince === null && seenAt !== null && Date.parse(seenAt) > killedAt) break;
  }
  const seconds = (Date.now() - killedAt) / 1000;
  return {
    what: "Worker killed to a true picture",
    value: `${seconds.toFixed(1)} s`,
    aim: "≤ 20 s",
    isMet: seconds <= 20,
    seen: "the supervisor's pause included",
  };
}

/** Fifty pods a second come to nodes of their own; the stream that a browser reads tells of each node that it holds one more. */
export async function benchChanges({ client, cluster }) {
  const { items } = await cluster.get("/api/v1/nodes?labelSelector=type%3Dkwok&limit=500");
  const fake = new Set(items.map(({ metadata }) => metadata.name));
  const before = new Map();
  for await (const { name, pods } of nodesOf(client)) if (fake.has(name)) before.set(name, pods.others);
  const names = [...before.keys()];
  const told = new Map();
  const leaving = new AbortController();
  const reading = (async () => {
    for await (const { event, data, seenAt } of client.events(["nodes"], leaving.signal)) {
      if (event !== "nodes") continue;
      for (const { name, pods } of data.changed) if (!told.has(name) && pods?.others > before.get(name)) told.set(name, seenAt);
    }
  })();
  const changedAt = new Map();
  const startedAt = Date.now();
  await atOnce(16, names.length, async (at) => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + at * 20 - Date.now())));
    const name = names[at];
    changedAt.set(name, Date.now());
    await cluster.post(podsOfOthers, podOn(name, `change-${at}`));
  });
  const took = (Date.now() - startedAt) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 5000));
  leaving.abort();
  await reading;
  await atOnce(16, names.length, (at) => cluster.delete(`${podsOfOthers}/change-${at}`));
  const delays = [...changedAt].flatMap(([name, at]) => (told.has(name) ? [told.get(name) - at] : []));
  const p95 = quantile(delays, 0.95);
  return {
    what: "A pod's change in the cluster to the stream of a browser, p95",
    value: `${Math.round(p95)} ms`,
    aim: "≤ 1 s at 50 changes a second",
    isMet: p95 <= 1000 && delays.length === names.length && names.length / took >= 45,
    seen: `${delays.length} of ${names.length} told, ${(names.length / took).toFixed(0)} a second, median ${Math.round(median(delays))} ms`,
  };
}

async function* nodesOf(client) {
  for (let cursor = ""; cursor !== null; ) {
    const page = await client.get(`nodes?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    yield* page.items;
    cursor = page.nextCursor;
  }
}

/** The first page of the list of nodes, and one that is searched for. */
export async function benchPage({ client }) {
  const lists = [];
  for (let round = 0; round < 15; round += 1) lists.push(await timed(() => client.get("nodes?limit=100&sort=-accelerators")));
  const p95 = quantile(lists, 0.95);
  return {
    what: "List of the cluster page, p95 of 15",
    value: `${Math.round(p95)} ms`,
    aim: "≤ 1 s",
    isMet: p95 <= 1000,
    seen: `median ${Math.round(median(lists))} ms`,
  };
}

function workerOf(data) {
  const found = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isWorker(name, data));
  return found.length === 1 ? Number(found[0]) : undefined;
}

function isWorker(name, data) {
  try {
    return (
      readFileSync(`/proc/${name}/cmdline`, "utf8").includes("dist/processes/worker.js") &&
      readFileSync(`/proc/${name}/environ`, "utf8").includes(`CAIRN_DATA=${data}\0`)
    );
  } catch {
    return false;
  }
}

function ticksOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function requestsOf(client) {
  const counts = [...(await client.text("metrics")).matchAll(/^cairn_cluster_requests_total(?:\{[^}]*\})? (\d+)/gm)];
  if (counts.length === 0) throw new Error("The metrics do not tell how much the API server was asked.");
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
