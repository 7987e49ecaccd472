import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { attempts, environmentVersions, manifestEntries } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { type RealWorker, realWorker } from "@/db/testing/real-worker";
import { createJob } from "@/lib/jobs/create-job";
import { getJob } from "@/lib/jobs/get-job";
import { createJobInput, type JobView } from "@/lib/jobs/job";
import { stopJob } from "@/lib/jobs/stop-job";
import { followLines } from "@/lib/logs/follow-lines";
import { readLines } from "@/lib/logs/read-lines";
import { readSeries } from "@/lib/runs/read-series";

// Real programs under real shims, by the worker as it is shipped.
const project = await aProject();
const member = await aMember(project.id);
let worker: RealWorker;

beforeAll(async () => {
  worker = await realWorker();
  await worker.start();
  // The first job builds the environment of all others.
  expect(await finished(await submit("print('ready')"), 120_000)).toMatchObject({ status: "succeeded" });
}, 180_000);

afterAll(async () => {
  await worker.close();
}, 60_000);

type Values = Partial<Parameters<typeof createJobInput.parse>[0] & object>;
const submit = (text: string, values: Values = {}) =>
  createJob(
    member,
    createJobInput.parse({
      projectId: project.id,
      name: "real",
      environment: "plain-python",
      code: { text },
      cpuMilli: 200,
      memoryBytes: 2 ** 28,
      ...values,
    }),
  );

async function finished({ id }: { id: string }, timeoutMs = 60_000): Promise<JobView> {
  let now = await getJob(member, id);
  for (const until = Date.now() + timeoutMs; now.endedAt === null && Date.now() < until; now = await getJob(member, id)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return now;
}
const texts = async ({ attempt }: JobView) => (await readLines(attempt.id, { limit: 2000 })).lines.map(({ text }) => text);

async function lineWritten(attemptId: string, wanted: string): Promise<void> {
  const stop = AbortSignal.timeout(30_000);
  for await (const { lines } of followLines(attemptId, { signal: stop })) if (lines.some(({ text }) => text === wanted)) return;
  throw new Error(`“${wanted}” was never written`);
}

test("a program gets its parameters and leaves lines, metrics and outputs", async () => {
  const script = `
import json, os, sys
print("arguments", sys.argv[1:], os.environ["CAIRN_PARAM_LR"])
with open(os.environ["CAIRN_METRICS_FILE"], "a") as file:
    for step in range(50):
        file.write(json.dumps({"step": step, "loss": 1 / (step + 1)}) + "\\n")
os.makedirs(os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "sub"), exist_ok=True)
open(os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "sub", "模型.txt"), "w").write("bytes")
print("to stderr", file=sys.stderr)
`;
  const job = await finished(await submit(script, { parameters: { lr: 0.1 } }));
  expect(job).toMatchObject({ status: "succeeded", message: null, attempt: { exitCode: 0, outputCount: 1, outputBytes: 5 } });
  expect(await texts(job)).toEqual(expect.arrayContaining(["arguments ['--lr', '0.1'] 0.1", "to stderr"]));
  expect(await readSeries(job.attempt.runId)).toMatchObject([{ name: "loss", pointCount: 50, lastValue: 0.02 }]);
  expect(await db.select().from(manifestEntries).where(eq(manifestEntries.ownerId, job.attempt.id))).toMatchObject([
    { path: "sub/模型.txt", size: 5 },
  ]);
  expect(job.timeline.map(({ stage }) => stage)).toEqual(expect.arrayContaining(["queued", "starting", "running", "collecting", "ended"]));
});

test.each<[string, string, object]>([
  [
    "a missing module",
    "\n\nimport cv2",
    { key: "jobs.end.missingModule", params: { module: "cv2", package: "opencv-python", file: "train.py", line: 3 } },
  ],
  [
    "an exception",
    "def go():\n    raise ValueError('too “large”')\ngo()",
    { key: "jobs.end.exception", params: { exception: "ValueError", file: "train.py", line: 2 } },
  ],
  ["a broken script", "print('x'", { key: "jobs.end.syntax", params: { file: "train.py", line: 1 } }],
  ["an exit code", "import sys; sys.exit(7)", { key: "jobs.end.exited", params: { code: 7 } }],
  ["a crash", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", { key: "jobs.end.segfault" }],
])("%s is explained", async (_, script, message) => {
  const job = await finished(await submit(script));
  expect(job.status).toBe("failed");
  expect(job.message).toMatchObject(message);
});

test("a command that does not exist is explained", async () => {
  const job = await finished(await submit("1", { command: ["no-such-program"] }));
  expect(job).toMatchObject({ status: "failed", message: { key: "jobs.end.noProgram", params: { program: "no-such-program" } } });
});

test("a program that runs too long is ended and told so", async () => {
  const job = await finished(await submit("import time; print('on'); time.sleep(60)", { maxRunSeconds: 1 }));
  expect([job.status, job.message?.key]).toEqual(["failed", "jobs.end.maxRunTime"]);
});

test("a stop ends the program and keeps what it wrote", async () => {
  const { id, attempt } = await submit("import time\nprint('begun', flush=True)\ntime.sleep(60)");
  await lineWritten(attempt.id, "begun");
  await stopJob(member, id);
  const job = await finished({ id });
  expect([job.status, await texts(job)]).toEqual(["cancelled", expect.arrayContaining(["begun"])]);
});

test("a worker killed in the middle finds its jobs again: none is run twice, no line is lost or doubled", {
  timeout: 120_000,
}, async () => {
  const script = `
import json, os, time
count = 0
with open(os.environ["CAIRN_METRICS_FILE"], "a") as metrics:
    while count < 120:
        print("line", count, flush=True)
        metrics.write(json.dumps({"step": count, "n": count}) + "\\n")
        metrics.flush()
        count += 1
        time.sleep(0.05)
open(os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "pid-" + str(os.getpid())), "w").close()
`;
  const running = await Promise.all([submit(script), submit(script)]);
  const [first] = running;
  await lineWritten(first?.attempt.id ?? "", "line 20");
  const waiting = await submit("print('waited')");
  await worker.kill();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await worker.start();
  for (const each of running) {
    const job = await finished(each);
    expect(job).toMatchObject({ status: "succeeded", attempts: [{ number: 1 }] });
    expect((await texts(job)).filter((text) => text.startsWith("line"))).toEqual(Array.from({ length: 120 }, (_, i) => `line ${i}`));
    expect(await readSeries(job.attempt.runId)).toMatchObject([{ steps: Array.from({ length: 120 }, (_, i) => i) }]);
    expect(await db.select().from(manifestEntries).where(eq(manifestEntries.ownerId, job.attempt.id))).toHaveLength(1);
  }
  expect(await finished(waiting)).toMatchObject({ status: "succeeded" });
});

test("nothing is left: every attempt is flushed, and the environment was built once", async () => {
  const left = (await db.select().from(attempts)).filter((attempt) => attempt.flushedAt === null && attempt.compute !== null);
  expect(left).toEqual([]);
  const builds = (await db.select().from(environmentVersions)).filter((version) => version.buildStartedAt !== null);
  expect(builds).toHaveLength(1);
});
