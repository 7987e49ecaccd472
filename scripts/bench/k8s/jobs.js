import { atOnce, median, quantile, until } from "../measure.js";
import { makeBare } from "./bare.js";

const atATime = 1000;

/** From Submit to the pod, from the pod's start to the eye, one after the other, and for a thousand at once. */
export async function benchLaunch({ client, projectId, cluster, environment, installation }) {
  const created = new Map();
  const handed = new Map();
  const running = new Map();
  const seen = new Map();
  const leaving = new AbortController();
  const selector = encodeURIComponent(`cairn.dev/installation=${installation}`);
  const handing = (async () => {
    for await (const { type, object, seenAt } of cluster.watch(`/apis/batch/v1/jobs?labelSelector=${selector}`, leaving.signal))
      if (type === "ADDED") handed.set(object.metadata.labels["cairn.dev/workload"], seenAt);
  })();
  const watching = (async () => {
    for await (const { type, object, seenAt } of cluster.watch(`/api/v1/pods?labelSelector=${selector}`, leaving.signal)) {
      const id = object.metadata?.labels?.["cairn.dev/workload"];
      if (type === "ADDED" && id) created.set(id, [...(created.get(id) ?? []), { at: seenAt, name: object.metadata.name }]);
      if (id && !running.has(id) && object.status?.phase === "Running") running.set(id, seenAt);
    }
  })();
  const reading = (async () => {
    for await (const { event, data, seenAt } of client.events([`changes:${projectId}`], leaving.signal))
      if (event === "change" && data.type === "job.changed") seen.set(data.subjectId, [...(seen.get(data.subjectId) ?? []), seenAt]);
  })();
  const submit = (name) =>
    client.post("jobs", {
      projectId,
      name,
      environment,
      code: { text: "print('done')" },
      cpuMilli: 100,
      memoryBytes: 64 * 2 ** 20,
    });
  try {
    const rows = await oneByOne(submit, { created, running, seen });
    const like = await submit("as a pattern");
    await until(() => handed.has(like.attempt.id));
    const bareSeconds = await makeBare(cluster, { id: like.attempt.id, installation, count: atATime });
    return [...rows, await atOneTime(submit, { created, handed, bareSeconds })];
  } finally {
    leaving.abort();
    await Promise.all([handing, watching, reading]);
  }
}

/** The first few meet a console that has just been started: they are not counted. */
const warmUps = 5;

async function oneByOne(submit, { created, running, seen }) {
  const toPod = [];
  const toEye = [];
  for (let at = -warmUps; at < 40; at += 1) {
    const startedAt = Date.now();
    const { id, attempt } = await submit(`one ${at}`);
    await until(() => created.has(attempt.id) && running.has(attempt.id));
    const runsAt = running.get(attempt.id);
    const told = () => seen.get(id)?.find((at) => at >= runsAt);
    await until(() => told() !== undefined);
    if (at < 0) continue;
    toPod.push(created.get(attempt.id)[0].at - startedAt);
    toEye.push(told() - runsAt);
  }
  return [
    delayRow("Submit to pod created, p95 of 40", toPod, 300),
    delayRow("A job's pod runs to a browser's stream saying so, p95 of 40", toEye, 1000),
  ];
}

function delayRow(what, delays, aim) {
  const p95 = quantile(delays, 0.95);
  return {
    what,
    value: `${Math.round(p95)} ms`,
    aim: `≤ ${aim} ms`,
    isMet: p95 <= aim,
    seen: `median ${Math.round(median(delays))} ms`,
  };
}

async function atOneTime(submit, { created, handed, bareSeconds }) {
  const startedAt = Date.now();
  const jobs = [];
  await atOnce(16, atATime, async (at) => jobs.push(await submit(`one of a thousand ${at}`)));
  const submittedAt = Date.now();
  await until(() => jobs.every(({ attempt }) => handed.has(attempt.id)), { milliseconds: 600_000, everyMs: 200 });
  const seconds = (at) => (at - startedAt) / 1000;
  const made = seconds(Math.max(...jobs.map(({ attempt }) => handed.get(attempt.id))));
  // The cluster's own controller makes the pods, at its own pace: by default it asks at most twenty times a second.
  const begun = jobs.filter(({ attempt }) => created.has(attempt.id));
  const twice = begun.filter(({ attempt }) => new Set(created.get(attempt.id).map(({ name }) => name)).size > 1).length;
  return {
    what: "1,000 jobs at once: all made in the cluster",
    value: `${made.toFixed(1)} s`,
    aim: "≤ 60 s, none twice",
    isMet: made <= 60 && twice === 0,
    seen: [
      `submitted within ${seconds(submittedAt).toFixed(1)} s`,
      `a bare client makes the same objects in ${bareSeconds.toFixed(1)} s: ${(made / bareSeconds).toFixed(2)} × that`,
      `${begun.length} had their pods by then, ${twice} two`,
    ].join("; "),
  };
}
