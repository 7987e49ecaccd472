import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClient } from "@/scripts/bench/client";
import { findBrowser } from "@/scripts/browser";
import { createFirstPerson } from "@/scripts/first-person";
import { type Instance, startInstance } from "@/scripts/instance";
import { pidOf, readiness } from "./testing";

/** Writes a numbered line and a point until it is told that it was enough. */
const steady = `
import json, os, time
outputs, n = os.environ["CAIRN_OUTPUT_DIR"], 0
with open(os.environ["CAIRN_METRICS_FILE"], "a") as metrics:
    while not os.path.exists(os.path.join(outputs, "enough")):
        n += 1
        print("line", n, flush=True)
        metrics.write(json.dumps({"step": n, "loss": n}) + "\\n")
        metrics.flush()
        time.sleep(0.2)
with open(os.path.join(outputs, "count"), "w") as file:
    file.write(str(n))
`;
const training = `
import joblib, os
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
x, y = load_digits(return_X_y=True)
joblib.dump(LogisticRegression(max_iter=50).fit(x[:200], y[:200]), os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "model.joblib"))
`;
const question = { inputs: [{ name: "input", shape: [1, 64], datatype: "FP64", data: Array(64).fill(0) }] };
const gib = 2 ** 30;

interface Job {
  readonly id: string;
  readonly slug: string;
  readonly status: string;
  readonly attempt: { readonly id: string };
  readonly attempts: readonly unknown[];
}

let instance: Instance;
let client: ReturnType<typeof openClient>;
let projectId: string;
let runs: Job;
let waits: readonly Job[];
let program: unknown;
let endpoint: { readonly url: string; readonly token: string };
let browser: Browser;
let page: Page;

beforeAll(async () => {
  instance = await startInstance();
  const person = await createFirstPerson(instance);
  projectId = person.projectId;
  client = openClient({ url: instance.url, token: person.token });
  endpoint = await deploy();
  // It takes what the endpoint leaves free, so that the others have to wait.
  runs = await submit("steady", steady, os.availableParallelism() * 1000 - 500);
  await until("the job runs", async () => (await lineCount()) > 0);
  waits = [await submit("second", "print('second')", 1000), await submit("third", "print('third')", 1000)];
  program = identity();
  browser = await chromium.launch({ executablePath: await findBrowser() });
  page = await openLog(person);
});

afterAll(async () => {
  await browser?.close();
  // A job outlives Cairn: whatever failed, this one is told to end.
  if (runs) await endJob().catch(() => undefined);
  await instance?.remove();
});

test.each(["web", "gateway", "worker", "database", "launcher"])(
  "%s killed: a running job, what waits, an endpoint and an open page do not notice",
  async (name) => {
    const pid = pidOf(instance, name);
    // An ordinary user has no launcher.
    if (pid === null && name === "launcher" && process.getuid?.() !== 0) return;
    process.kill(pid ?? 0, "SIGKILL");
    await until(
      `${name} is back`,
      async () => pidOf(instance, name) !== pid && pidOf(instance, name) !== null && (await readiness(instance)).ready,
    );
    await everythingGoesOn();
  },
);

test("the supervisor killed: the next start finds the job", async () => {
  process.kill(pidOf(instance, "supervisor") ?? 0, "SIGKILL");
  await instance.ended;
  instance = await startInstance({ environment: again(instance) });
  await everythingGoesOn();
});

test("Ctrl-C ends the endpoint and no job; the next start has both", async () => {
  await instance.stop();
  expect(identity(), "the program goes on while Cairn is away").toEqual(program);
  await expect(ask()).rejects.toThrow();
  instance = await startInstance({ environment: again(instance) });
  await everythingGoesOn();
});

test("in the end nothing is lost and nothing doubled, and what waited has run", async () => {
  writeFileSync(path.join(replica(), "outputs", "enough"), "");
  for (const job of [runs, ...waits]) {
    await until(`${job.slug} has succeeded`, async () => (await read(job)).status === "succeeded");
    expect((await read(job)).attempts).toHaveLength(1);
  }
  const texts = await lines();
  expect(texts).toEqual(texts.map((_, at) => `line ${at + 1}`));
  const steps = texts.map((_, at) => at + 1);
  const { items } = await client.get<{ items: readonly object[] }>(`jobs/${runs.id}/metrics`);
  expect(items).toMatchObject([{ name: "loss", pointCount: texts.length, steps, values: steps }]);
  const outputs = await client.get<{ items: readonly { path: string; size: number }[] }>(`jobs/${runs.id}/outputs`);
  expect(outputs.items.map((file) => [file.path, file.size])).toEqual([
    ["count", String(texts.length).length],
    ["enough", 0],
  ]);
  await until("the page has the last line", async () => (await shownLine()) === texts.length);
});

/** Only an identity that stayed the same says that nothing was started again. */
async function everythingGoesOn(): Promise<void> {
  const before = await shownLine();
  const written = await lineCount();
  expect(identity()).toEqual(program);
  expect(await read(runs)).toMatchObject({ status: "running", attempts: [{}] });
  for (const job of waits) expect(await read(job)).toMatchObject({ status: "queued", attempts: [{}] });
  // Well below the minute after which everything is looked at anyway.
  await until("more lines are read", async () => (await lineCount()) > written, 30);
  await until("the open page shows more lines", async () => (await shownLine()) > before);
  await until("the endpoint answers", () => ask().catch(() => false));
}

async function deploy(): Promise<typeof endpoint> {
  const job = await client.post<Job>("jobs", { projectId, name: "digits", environment: "scikit-learn", code: { text: training } });
  await until("the model is trained", async () => (await read(job)).status === "succeeded");
  const { version } = await client.post<{ version: { id: string } }>("models", { projectId, attemptId: job.attempt.id, model: "digits" });
  const { id, slug } = await client.post<{ id: string; slug: string }>("endpoints", {
    projectId,
    modelVersionId: version.id,
    name: "digits",
  });
  await until("the model is served", async () => (await client.get<{ status: string }>(`endpoints/${id}`)).status === "ready");
  const { token } = await client.post<{ token: string }>("endpoint-keys", { endpointId: id, name: "kills", days: 1 });
  const project = await client.get<{ slug: string }>(`projects/${projectId}`);
  return { token, url: `${instance.gatewayUrl}/e/${project.slug}/${slug}/v2/models/${slug}/infer` };
}

async function endJob(): Promise<void> {
  await client.post(`jobs/${runs.id}/stop`);
  await until("the job has ended", async () => !["running", "stopping"].includes((await read(runs)).status), 30);
}

function submit(name: string, text: string, cpuMilli: number): Promise<Job> {
  return client.post("jobs", { projectId, name, environment: "plain-python", code: { text }, cpuMilli, memoryBytes: gib / 4 });
}

async function openLog({ name, password }: { readonly name: string; readonly password: string }): Promise<Page> {
  const opened = await browser.newPage({ baseURL: instance.url, locale: "en-US" });
  const { slug } = await client.get<{ slug: string }>(`projects/${projectId}`);
  await opened.goto("/sign-in");
  await opened.getByLabel("Account", { exact: true }).fill(name);
  await opened.getByLabel("Password", { exact: true }).fill(password);
  await opened.getByRole("button", { name: "Sign in", exact: true }).click();
  await opened.waitForURL((url) => url.pathname !== "/sign-in");
  await opened.goto(`/${slug}/jobs/${runs.slug}`);
  await opened
    .getByText(/^line \d+$/)
    .first()
    .waitFor();
  return opened;
}

/** The newest line that the page shows; it is never loaded again. */
async function shownLine(): Promise<number> {
  const text = await page
    .getByText(/^line \d+$/)
    .last()
    .textContent();
  return Number(text?.replace("line ", ""));
}

async function ask(): Promise<boolean> {
  const headers = { authorization: `Bearer ${endpoint.token}`, "content-type": "application/json" };
  const response = await fetch(endpoint.url, { method: "POST", headers, body: JSON.stringify(question) });
  await response.text();
  return response.ok;
}

function read({ id }: Job): Promise<Job> {
  return client.get(`jobs/${id}`);
}

async function lineCount(): Promise<number> {
  return (await client.get<{ lineCount: number }>(`jobs/${runs.id}/logs?limit=1`)).lineCount;
}

async function lines(): Promise<readonly string[]> {
  const page = await client.get<{ lines: readonly { text: string }[] }>(`jobs/${runs.id}/logs?after=0&limit=2000`);
  return page.lines.map(({ text }) => text);
}

/** The shim and the program it watches, each beyond doubt. */
function identity(): unknown {
  const { shim, shimStart, pid, boot } = JSON.parse(readFileSync(path.join(replica(), "state.json"), "utf8"));
  return { shim, shimStart, pid, boot, isThere: readdirSync("/proc").includes(String(pid)) };
}

function replica(): string {
  const folder = path.join(instance.data, "runs", projectId, runs.attempt.id);
  return path.join(folder, readdirSync(folder).find((name) => name.endsWith("-0")) ?? "");
}

function again({ data, environment }: Instance): Record<string, string> {
  const { CAIRN_WEB_PORT = "", CAIRN_GATEWAY_PORT = "" } = environment;
  return { CAIRN_DATA: data, CAIRN_WEB_PORT, CAIRN_GATEWAY_PORT };
}

async function until(what: string, isTrue: () => Promise<boolean>, seconds = 120): Promise<void> {
  for (const endsAt = performance.now() + seconds * 1000; performance.now() < endsAt; await sleep(100)) if (await isTrue()) return;
  throw new Error(`Not within ${seconds} s: ${what}\n${instance.output()}`);
}
