import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KubeClient } from "@/k8s/client";
import { connect } from "@/k8s/connection";
import { shareClaimName } from "@/k8s/names";
import { kinds, type VolumeClaim } from "@/k8s/objects";
import { openHostPath } from "@/k8s/testing";
import { findBrowser } from "@/scripts/browser.js";
import { freePort } from "@/scripts/free-port.js";
import { askOnAndOn, forward, root, run, startGround } from "./testing";

const {
  KUBECONFIG,
  CAIRN_TEST_WRAPPER_IMAGE: image,
  CAIRN_TEST_LEARN_IMAGE: learnImage,
  CAIRN_TEST_HOST: host,
  CAIRN_TEST_S3: store,
} = process.env;
const installation = `helm-${Math.random().toString(36).slice(2, 8)}`;
const namespace = `cairn-${installation}`;
const kubectl = (...args: string[]) => run("kubectl", args);

// Cairn's own image, an image with scikit-learn, this machine's address as pods reach it, and a store; helm and kubectl on the PATH.
describe.skipIf(!KUBECONFIG || !image || !learnImage || !host || !store)("the chart on the cluster of KUBECONFIG", () => {
  let ground: Awaited<ReturnType<typeof startGround>>;
  let url: string;
  let token: string;
  let client: KubeClient;
  let ports: { readonly web: number; readonly gateway: number };
  let forwards: readonly ChildProcess[] = [];

  beforeAll(async () => {
    ground = await startGround();
    client = new KubeClient(await connect(KUBECONFIG));
    ports = { web: await freePort(), gateway: await freePort() };
    url = `http://localhost:${ports.web}`;
    const values = path.join(ground.folder, "values.json");
    writeFileSync(
      values,
      JSON.stringify({
        installation,
        url,
        appsUrl: `http://*.apps.localhost:${ports.gateway}`,
        gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
        image: { reference: image },
        keys: { keep: false },
        // Asked without pause.
        settings: { CAIRN_LIMITS: "apiRead=100000/60" },
        // A small cluster has little left beside other tests.
        ...Object.fromEntries(["web", "worker", "gateway"].map((name) => [name, { resources: { requests: { cpu: "20m" } } }])),
        workloads: { starterImages: { "scikit-learn": learnImage } },
        ...ground.values,
      }),
    );
    await kubectl("create", "namespace", namespace);
    await kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    await helm("install", "-f", values);
    await forwardBoth();
  }, 400_000);

  afterAll(async () => {
    for (const one of forwards) one.kill();
    await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
    await ground.stop();
  }, 120_000);

  const helm = (verb: string, ...more: string[]) =>
    run("helm", [
      verb,
      "-n",
      namespace,
      "cairn",
      ...(verb === "uninstall" ? [] : ["deploy/helm/cairn"]),
      ...more,
      "--wait",
      "--timeout",
      "5m",
    ]);

  test("the link that is asked for makes an administrator, who signs in", async () => {
    const link = (await kubectl("-n", namespace, "exec", "deploy/cairn-web", "--", "node", "dist/processes/shell.js", "setup-link")).trim();
    const browser = await chromium.launch({ executablePath: await findBrowser() });
    try {
      const page = await browser.newPage({ locale: "en-US", baseURL: url });
      await page.goto(link);
      await page.getByLabel("Account", { exact: true }).fill("ada");
      await page.getByLabel("Your name").fill("Ada");
      await page.getByLabel("Password", { exact: true }).fill("seven stones on a hill");
      await page.getByRole("button", { name: "Create and sign in" }).click();
      await page.getByRole("heading", { name: "Nothing runs, nothing waits" }).waitFor();
      const made = await page.request.post("/api/v1/access-keys", { headers: { origin: url }, data: { name: "tour", access: "write" } });
      expect(made.status()).toBe(201);
      token = (await made.json()).token;
    } finally {
      await browser.close();
    }
  }, 120_000);

  test("the tour runs as it stands: data, a job in a pod, a model, an endpoint that answers", async () => {
    const tour = /```sh tour\n([\s\S]*?)```/.exec(readFileSync(path.join(root, "README.md"), "utf8"))?.[1] ?? "";
    const output = await run("bash", ["-euo", "pipefail", "-c", tour], { CAIRN_URL: url, CAIRN_TOKEN: token });
    expect(output).toContain("1,797 images");
    expect(output).toMatch(/accuracy 0\.9\d/);
    expect(output.trim().split("\n").at(-1)).toBe("[3]");
  }, 300_000);

  test("what one job writes to a shared volume another one reads, and a folder of a file server is bound for its project", async () => {
    const [project] = (await api("projects")).items;
    const place = { namespace: `${installation}-${project.id}`, name: "scratch" };
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "16Mi" } } };
    await client.create<VolumeClaim>(kinds.volumeClaim, { metadata: place, spec });
    await openHostPath(client, place);
    await api("shared-volumes", { name: "scratch", source: { kind: "claim", claim: "scratch" } });
    const files = await api("shared-volumes", { name: "files", source: { kind: "nfs", server: "192.0.2.1", path: "/export" } });
    const submit = (text: string, volume: object) => {
      const given = { name: "mounts", environment: "scikit-learn", code: { text }, cpuMilli: 100, memoryBytes: 2 ** 28 };
      return api("jobs", { projectId: project.id, ...given, volumes: [volume] });
    };
    const succeeds = async ({ id }: { id: string }) => {
      await expect.poll(async () => (await api(`jobs/${id}`)).status, { timeout: 120_000, interval: 1_000 }).toBe("succeeded");
      return ask(`jobs/${id}/logs/text`);
    };
    await succeeds(await submit(`open("/mnt/scratch/a", "w").write("one wrote this")`, { volume: "scratch" }));
    const reading = await submit(tellsAndTries, { volume: "scratch", target: "/shared", readOnly: true });
    expect(await (await succeeds(reading)).text()).toContain("one wrote this, and it is read-only");

    const waiting = await submit("print(1)", { volume: "files" });
    const bound = async () => {
      const found = await client.find<VolumeClaim>(kinds.volumeClaim, shareClaimName(files.id, false), place.namespace);
      return found?.status?.phase;
    };
    await expect.poll(bound, { timeout: 60_000 }).toBe("Bound");
    await api(`jobs/${waiting.id}/stop`, {});
  }, 400_000);

  test("any replica of Cairn that is killed under load harms no job, and only what it was answering is lost", async () => {
    const [project] = (await api("projects")).items;
    const submitted = { name: "counts", environment: "scikit-learn", code: { text: counts }, cpuMilli: 100, memoryBytes: 2 ** 28 };
    const job = await api("jobs", { projectId: project.id, ...submitted });
    await expect.poll(async () => (await api(`jobs/${job.id}`)).status, { timeout: 120_000, interval: 500 }).toBe("running");
    const askers = await askersOfBoth();
    for (const component of ["worker", "web", "gateway"]) {
      const before = await podNames(component);
      expect(before).toHaveLength(2);
      await kubectl("-n", namespace, "delete", "pod", before[0] ?? "", "--force", "--grace-period=0");
      await kubectl("-n", namespace, "rollout", "status", `deployment/cairn-${component}`, "--timeout=2m");
    }
    for (const { answered, failures } of await Promise.all(askers.map((stop) => stop()))) {
      // Each asks one thing after the other: the one that its replica held when it was killed.
      expect(failures.length, failures.join("\n")).toBeLessThanOrEqual(1);
      expect(answered).toBeGreaterThan(100);
    }
    await forwardBoth();
    await expect.poll(async () => (await api(`jobs/${job.id}`)).status, { timeout: 180_000, interval: 1_000 }).toBe("succeeded");
    const lines = (await (await ask(`jobs/${job.id}/logs/text`)).text()).match(/count \d+/g);
    expect(lines).toEqual(Array.from({ length: 60 }, (_, at) => `count ${at}`));
  }, 500_000);

  test("an upgrade under load loses no request", async () => {
    const askers = await askersOfBoth();
    const before = await podNames();
    await helm("upgrade", "--reuse-values", "--set", "settings.CAIRN_LOG_LEVEL=warn");
    for (const { answered, failures } of await Promise.all(askers.map((stop) => stop()))) {
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(100);
    }
    // Those of before are given their grace.
    const left = async () => (await podNames()).filter((name) => before.includes(name));
    await expect.poll(left, { timeout: 60_000, interval: 2_000 }).toEqual([]);
  }, 400_000);

  test("a rollback takes the version before, with the schema as it is", async () => {
    await run("helm", ["rollback", "-n", namespace, "cairn", "1", "--wait", "--timeout", "5m"]);
    const settings = await kubectl("-n", namespace, "get", "configmap", "cairn-settings", "-o", "json");
    expect(JSON.parse(settings).data).not.toHaveProperty("CAIRN_LOG_LEVEL");
  }, 400_000);

  test("nothing is left of it when it is removed, neither what it runs nor what it is", async () => {
    const ours = () => leftOver(`cairn.dev/installation=${installation}`);
    const its = async () => (await leftOver("app.kubernetes.io/instance=cairn")).filter((name) => name.includes(namespace));
    expect(await ours()).not.toEqual([]);
    await helm("uninstall");
    expect(await ours()).toEqual([]);
    // Its own pods are given their grace.
    await expect.poll(its, { timeout: 60_000, interval: 2_000 }).toEqual([]);
  }, 400_000);

  /** A forward leads to one pod, and ends with it. */
  async function forwardBoth(): Promise<void> {
    for (const one of forwards) one.kill();
    forwards = [await forward(namespace, "cairn-web", ports.web, 3000), await forward(namespace, "cairn-gateway", ports.gateway, 3001)];
  }

  async function ask(path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) };
    const answer = await fetch(`${url}/api/v1/${path}`, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  async function api(path: string, body?: object) {
    return (await ask(path, body)).json();
  }

  /** The console and a model, each asked without pause by the cluster's own address, over a connection that is kept and over ever new ones. */
  async function askersOfBoth() {
    const clusterIp = async (service: string) =>
      (await kubectl("-n", namespace, "get", "service", service, "-o", "jsonpath={.spec.clusterIP}")).trim();
    const authorization = `Bearer ${token}`;
    const web = { host: await clusterIp("cairn-web"), port: 3000, headers: { host: new URL(url).host, authorization } };
    const model = new URL(await endpointUrl());
    const gateway = { host: await clusterIp("cairn-gateway"), port: 3001, headers: { host: model.host, authorization } };
    return [true, false].flatMap((keepAlive) => [
      askOnAndOn({ ...web, keepAlive, path: "/api/v1/projects" }),
      askOnAndOn({ ...gateway, keepAlive, path: `${model.pathname}/v2/models/curl-reader/ready` }),
    ]);
  }

  async function endpointUrl(): Promise<string> {
    const [project] = (await api("projects")).items;
    const [endpoint] = (await api(`endpoints?projectId=${project.id}`)).items;
    return endpoint.url;
  }

  async function podNames(component?: string): Promise<string[]> {
    const names = await kubectl(
      "-n",
      namespace,
      "get",
      "pods",
      "-l",
      `app.kubernetes.io/instance=cairn${component ? `,app.kubernetes.io/component=${component}` : ""}`,
      "-o",
      "jsonpath={.items[*].metadata.name}",
    );
    return names.split(" ").filter(Boolean);
  }
});

const counts = `
import time
for at in range(60):
    print("count", at, flush=True)
    time.sleep(1)
`;

const tellsAndTries = `
words = open("/shared/a").read()
try:
    open("/shared/b", "w")
except OSError:
    words += ", and it is read-only"
print(words)
`;

/** Everything of any kind that a label names. */
async function leftOver(selector: string): Promise<string[]> {
  const kinds = (await kubectl("api-resources", "--verbs=list", "-o", "name")).trim().split("\n");
  const format = "jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}{'\\n'}{end}";
  const found = await Promise.all(kinds.map((kind) => kubectl("get", kind, "-A", "-l", selector, "--ignore-not-found", "-o", format)));
  // What the cluster itself derives from them goes with them a moment later.
  return found.flatMap((text) => text.split("\n").filter((name) => name && !/^(Event|EndpointSlice|Endpoints|PodMetrics)\//.test(name)));
}
