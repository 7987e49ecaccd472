import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labels, roleName, selectorOf } from "@/k8s/names";
import { type Event, type KubeObject, kinds, type Pod } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, scripted, until } from "@/k8s/testing";
import { firstLine, lines, observedAs } from "@/lib/compute/contract";
import type { ComputeReasonKey, Observation } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

const sleeps = "import time\nprint('up', flush=True)\ntime.sleep(3600)";

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  beforeAll(async () => {
    harness = await clusterHarness();
  });
  afterAll(() => harness.dispose());

  const because = (id: string, phase: Observation["phase"], key: ComputeReasonKey) =>
    observedAs(harness, id, phase, ({ reason }) => reason?.key === key);
  const podsOf = (id: string) =>
    harness.client.list<Pod>(kinds.pod, { namespace: harness.namespace, labelSelector: selectorOf(harness.settings.installation, id) });
  const background = { propagation: "Background" } as const;

  test("a program that takes more memory than it may says so, with the limit", async () => {
    const id = await harness.run("x = bytearray(256 * 2**20)\nfor i in range(0, len(x), 4096): x[i] = 1");
    const { reason } = await because(id, "failed", "outOfMemory");
    expect(reason?.params).toEqual({ limitGib: 0.06 });
    await record(id, "outOfMemory");
  });

  test("an image that is not there is named, in the registry's words", async () => {
    const id = await harness.run("", { role: { environment: { kind: "image", reference: "registry.invalid/nothing:1" } } });
    const { reason } = await because(id, "pending", "imagePull");
    expect(reason?.params?.detail).toContain("registry.invalid/nothing:1");
    await record(id, "imagePull");
    await harness.backend().stop(id);
    await because(id, "failed", "stopped");
  });

  test("a program that is not in the image cannot be started", async () => {
    const id = await harness.run("", { role: { command: ["trian", "--epochs", "3"] } });
    const { reason } = await because(id, "failed", "cannotStart");
    expect(reason?.params?.detail).toBe("trian: No such file or directory");
    await record(id, "cannotStart");
  });

  test("what no node can hold is unschedulable, and is stopped without a trace of a pod", async () => {
    const id = await harness.run("", {
      role: { resources: { cpuMilli: 1000, memoryBytes: 2 ** 30, accelerators: { "example.com/gpu": 8 } } },
    });
    const { reason } = await because(id, "pending", "unschedulable");
    expect(reason?.params?.detail).toContain("Insufficient example.com/gpu");
    await record(id, "unschedulable");
    await harness.backend().stop(id);
    await because(id, "failed", "stopped");
    await until(async () => (await podsOf(id)).length === 0);
  });

  test("a pod that somebody deletes ends the workload, and is not brought back", async () => {
    const id = await harness.run(sleeps);
    await firstLine(harness, id);
    const [pod] = await podsOf(id);
    await harness.client.delete(kinds.pod, pod?.metadata.name ?? "", harness.namespace, { ...background, graceSeconds: 0 });
    await because(id, "failed", "podDeleted");
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await podsOf(id)).toEqual([]);
  });

  test("Jobs that somebody deletes are not launched a second time", async () => {
    const id = newId();
    const workload = scripted(id, sleeps);
    await harness.backend().launch(workload);
    await firstLine(harness, id);
    await harness.client.delete(kinds.job, roleName(id, "worker"), harness.namespace, background);
    await until(async () => (await podsOf(id)).length === 0);
    await harness.backend().launch(workload);
    await because(id, "failed", "podDeleted");
    expect(await podsOf(id)).toEqual([]);
  });

  test("a record that somebody deletes takes everything with it, and the workload is absent", async () => {
    const id = await harness.run(sleeps);
    await firstLine(harness, id);
    await harness.client.delete(kinds.configMap, `w-${id}`, harness.namespace, background);
    await until(async () => (await harness.backend().observe([id])).get(id) === "absent");
    await until(async () => (await leftOf(id)).length === 0);
  });

  test("what was removed leaves no object of any kind", async () => {
    const id = await harness.run("print(1)", { role: { replicas: 2 } });
    await observedAs(harness, id, "succeeded");
    expect(await leftOf(id)).toHaveLength(7);
    await harness.backend().remove(id);
    await until(async () => (await leftOf(id)).length === 0);
  });

  test("what still runs is not removed", async () => {
    const id = await harness.run(sleeps);
    await firstLine(harness, id);
    await expect(harness.backend().remove(id)).rejects.toMatchObject({ code: "conflict" });
    expect((await harness.backend().observe([id])).get(id)).toMatchObject({ phase: "running" });
    await harness.backend().stop(id);
    await observedAs(harness, id, "failed");
  });

  test("labels and annotations that somebody edits change nothing that runs", async () => {
    const id = await harness.run(sleeps);
    await firstLine(harness, id);
    const edited = { metadata: { annotations: { note: "mine" }, labels: { team: "a", [labels.managedBy]: "somebody" } } };
    await harness.client.patch(kinds.job, roleName(id, "worker"), harness.namespace, edited);
    await harness.client.patch(kinds.configMap, `w-${id}`, harness.namespace, edited);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await harness.backend().observe([id])).get(id)).toMatchObject({ phase: "running" });
    await harness.backend().stop(id);
    await because(id, "failed", "stopped");
  });

  test("a program that does not mind SIGTERM is killed when its time is up", async () => {
    const id = await harness.run(`import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n${sleeps}`);
    await firstLine(harness, id);
    const askedAt = Date.now();
    await harness.backend().stop(id);
    await because(id, "failed", "stopped");
    expect(Date.now() - askedAt).toBeLessThan(20_000);
  });

  test("a program that runs for longer than it may is ended for that", async () => {
    const id = await harness.run(sleeps, { workload: { maxRunSeconds: 3 } });
    const { reason, replicas } = await because(id, "failed", "maxRunTime");
    expect(reason?.params).toEqual({ seconds: 3 });
    const [replica] = replicas;
    const ranMs = (replica?.exit?.at.getTime() ?? 0) - (replica?.startedAt?.getTime() ?? 0);
    expect(ranMs, JSON.stringify(replica)).toBeGreaterThanOrEqual(2000);
    expect(ranMs, JSON.stringify(replica)).toBeLessThan(15_000);
    await record(id, "maxRunTime");
  });

  test("two ranks find each other by name and pass a number around", async () => {
    const id = await harness.run(allReduce, { role: { replicas: 2 } });
    await observedAs(harness, id, "succeeded");
    expect((await lines(harness, id, 0, 0)).map(({ text }) => text)).toEqual(["sum 3"]);
    expect((await lines(harness, id, 0, 1)).map(({ text }) => text)).toEqual(["sum 3"]);
  });

  test("a program has no right that it does not need, and no token", async () => {
    const id = await harness.run(rights);
    await observedAs(harness, id, "succeeded");
    const said = Object.fromEntries((await lines(harness, id)).map(({ text }) => text.split(" ", 2)));
    expect(said).toEqual({
      uid: "200001",
      token: "False",
      privileges: "1",
      capabilities: "0000000000000000",
      seccomp: "2",
      shm: "True",
      work: "True",
    });
  });

  test("the quota of a namespace is named while a workload waits for it", async () => {
    const name = "test-quota";
    const quota = { metadata: { name, namespace: harness.namespace }, spec: { hard: { pods: "0" } } };
    await harness.client.apply({ apiVersion: "v1", kind: "ResourceQuota", plural: "resourcequotas" }, quota);
    await until(async () =>
      hasStatus(await harness.client.find({ apiVersion: "v1", kind: "ResourceQuota", plural: "resourcequotas" }, name, harness.namespace)),
    );
    const id = await harness.run("print(1)");
    const { reason } = await because(id, "pending", "quotaExceeded");
    expect(reason?.params?.detail).toContain("exceeded quota: test-quota");
    await record(id, "quotaExceeded");
    await harness.client.delete({ apiVersion: "v1", kind: "ResourceQuota", plural: "resourcequotas" }, name, harness.namespace, background);
    await harness.backend().stop(id);
    await because(id, "failed", "stopped");
  });

  async function leftOf(id: string): Promise<string[]> {
    const labelSelector = selectorOf(harness.settings.installation, id);
    const found: string[] = [];
    for (const kind of [kinds.configMap, kinds.secret, kinds.service, kinds.networkPolicy, kinds.job, kinds.pod]) {
      const objects = await harness.client.list(kind, { namespace: harness.namespace, labelSelector });
      found.push(...objects.map(({ metadata }) => `${kind.kind} ${metadata.name}`));
    }
    return found;
  }

  async function record(id: string, name: string): Promise<void> {
    const folder = process.env.CAIRN_TEST_RECORD;
    if (!folder) return;
    const labelSelector = selectorOf(harness.settings.installation, id);
    const [pods, jobs, configMaps, events] = await Promise.all([
      podsOf(id),
      harness.client.list(kinds.job, { namespace: harness.namespace, labelSelector }),
      harness.client.list(kinds.configMap, { namespace: harness.namespace, labelSelector }),
      harness.client.list<Event>(kinds.event, { namespace: harness.namespace, fieldSelector: "type=Warning" }),
    ]);
    const own = events.filter(({ involvedObject }) => involvedObject.name?.includes(id));
    writeFileSync(`${folder}/${name}.json`, JSON.stringify({ record: configMaps[0], jobs, pods, events: own }, null, 2));
  }
});

function hasStatus(object: KubeObject | undefined): boolean {
  return object !== undefined && "status" in object && JSON.stringify(object.status).includes('"pods":"0"');
}

const allReduce = `
import os, socket, time
rank, host, port = int(os.environ["RANK"]), os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
if rank == 0:
    server = socket.create_server(("", port))
    peer, _ = server.accept()
    total = 1 + int(peer.recv(9))
    peer.sendall(str(total).encode())
else:
    for attempt in range(100):
        try:
            peer = socket.create_connection((host, port)); break
        except OSError: time.sleep(0.2)
    peer.sendall(b"2")
    total = int(peer.recv(9))
print("sum", total)
`;

const rights = `
import os
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
print("uid", os.getuid())
print("token", os.path.exists("/var/run/secrets/kubernetes.io"))
print("privileges", status["NoNewPrivs"])
print("capabilities", status["CapEff"])
print("seccomp", status["Seccomp"])
print("shm", os.statvfs("/dev/shm").f_blocks * os.statvfs("/dev/shm").f_frsize < 64 * 2**20)
open(os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "x"), "w").write("x"); open(os.path.join(os.environ["HOME"], "x"), "w").write("x")
print("work", True)
`;
