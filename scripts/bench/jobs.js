import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { atOnce, median, quantile, timed } from "./measure.js";

const endedStatuses = new Set(["succeeded", "failed", "cancelled"]);

/** What Cairn adds between Submit and the first line, to each of many small jobs, and between a line and the eye. */
export async function benchJobs({ client, projectId, python }) {
  const submit = (name, text) =>
    client.post("jobs", { projectId, name, environment: "plain-python", code: { text }, cpuMilli: 1000, memoryBytes: 256 * 2 ** 20 });
  // The first job builds the environment, which is not what is measured.
  await ended(client, await submit("warm up", "print('warm')"));
  return [await firstLine(client, submit, python), await lineSeen(client, submit), await manyJobs(client, submit, python)];
}

async function firstLine(client, submit, python) {
  const ours = [];
  const bare = [];
  for (let round = 0; round < 7; round += 1) {
    bare.push(await timed(() => firstOutput(python, "print('here', flush=True)")));
    const startedAt = Date.now();
    const job = await submit(`first line ${round}`, "print('here', flush=True)");
    const [line] = await linesOf(client, job, 1);
    ours.push(line.seenAt - startedAt);
    await ended(client, job);
  }
  const added = median(ours) - median(bare);
  return {
    what: "Submit to first log line, over the bare process (median of 7)",
    value: `+${Math.round(added)} ms`,
    aim: "≤ +500 ms",
    isMet: added <= 500,
    seen: `${Math.round(median(ours))} ms of ${Math.round(median(bare))} ms`,
  };
}

async function lineSeen(client, submit) {
  const count = 200;
  const text = `import time\ntime.sleep(2)\nfor i in range(${count}):\n    print(time.time() * 1000, flush=True)\n    time.sleep(0.05)\n`;
  const job = await submit("line seen", text);
  const lines = await linesOf(client, job, count);
  const delays = lines.map(({ text: written, seenAt }) => seenAt - Number(written));
  await ended(client, job);
  const p95 = quantile(delays, 0.95);
  return {
    what: "Line written to line seen in a stream, p95 of 200",
    value: `${Math.round(p95)} ms`,
    aim: "≤ 500 ms",
    isMet: p95 <= 500,
    seen: `median ${Math.round(median(delays))} ms`,
  };
}

async function manyJobs(client, submit, python) {
  const count = 100;
  const bare = await timed(() => atOnce(availableParallelism(), count, () => firstOutput(python, "print('done')")));
  const ours = await timed(async () => {
    const jobs = [];
    await atOnce(8, count, async (at) => jobs.push(await submit(`one of many ${at}`, "print('done')")));
    await allEnded(client, jobs);
  });
  const added = (ours - bare) / count;
  return {
    what: "100 trivial jobs at once, each over its bare run",
    value: `+${Math.round(added)} ms`,
    aim: "≤ +100 ms",
    isMet: added <= 100,
    seen: `${(ours / 1000).toFixed(1)} s of ${(bare / 1000).toFixed(1)} s`,
  };
}

/** Resolves at the first byte of output; the process has ended by then or soon will. */
function firstOutput(python, text) {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ["-c", text], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", resolve);
    child.on("error", reject);
  });
}

/** The first lines of a job, each with the moment it was seen in the stream. */
async function linesOf(client, job, count) {
  const lines = [];
  const reading = new AbortController();
  for await (const { event, data, seenAt } of client.events([`log:${job.attempt.id}`], reading.signal)) {
    if (event === "lines") lines.push(...data.lines.map(({ text }) => ({ text, seenAt })));
    if (lines.length >= count) break;
  }
  reading.abort();
  return lines.slice(0, count);
}

/** Resolves when a job has ended. */
export async function ended(client, job) {
  await allEnded(client, [job]);
}

/** Waits by the stream of changes, as the console does. */
async function allEnded(client, jobs) {
  const waiting = new Set(jobs.map(({ id }) => id));
  const look = async (id) => {
    if (endedStatuses.has((await client.get(`jobs/${id}`)).status)) waiting.delete(id);
  };
  const reading = new AbortController();
  for await (const { event, data } of client.events([`changes:${jobs[0].projectId}`], reading.signal)) {
    if (event === "open") await Promise.all([...waiting].map(look));
    if (event === "change" && waiting.has(data.subjectId)) await look(data.subjectId);
    if (waiting.size === 0) break;
  }
  reading.abort();
}
