import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kubernetesBackend } from "@/k8s/backend";
import { indexAnnotation, selectorOf } from "@/k8s/names";
import { kinds, type Pod } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, scripted, until } from "@/k8s/testing";
import { firstLine, lines, observedAs } from "@/lib/compute/contract";
import type { Observation } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

const run = promisify(execFile);
const sleeps = "import time\nprint('up', flush=True)\ntime.sleep(3600)";
const counts = "import time\nfor i in range(int(__import__('os').environ['LINES'])):\n  print(i, flush=True)\n  time.sleep(1)";
const firstFails = `import os, sys, time\ntime.sleep(3)\nif os.environ["RANK"] == "0": sys.exit(7)\ntime.sleep(3600)`;
const lastWords = `
import os, signal, sys, time
rank = int(os.environ["RANK"])
def told(*_):
    time.sleep(1); print("told", rank, flush=True); sys.exit(3)
signal.signal(signal.SIGTERM, told)
print("up", flush=True)
time.sleep(2 if rank == 1 else 3600)
print("fails", flush=True)
sys.exit(9)
`;
const minute = 60_000;

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  beforeAll(async () => {
    harness = await clusterHarness();
  });
  afterAll(() => harness.dispose());

  const podsOf = (id: string) =>
    harness.client.list<Pod>(kinds.pod, { namespace: harness.namespace, labelSelector: selectorOf(harness.settings.installation, id) });
  const alive = async (id: string) =>
    (await podsOf(id)).filter(
      ({ metadata, status }) => !metadata.deletionTimestamp && !["Succeeded", "Failed"].includes(status?.phase ?? ""),
    );
  const cordon = (node: string, isCordoned: boolean) =>
    harness.client.patch(kinds.node, node, undefined, { spec: { unschedulable: isCordoned } });
  const end = async (id: string) => {
    await harness.backend().stop(id);
    await observedAs(harness, id, "failed");
  };

  test(
    "on a node that is cordoned and drained it says so, waits, and goes on elsewhere as the same workload",
    async () => {
      const id = await harness.run(sleeps);
      await firstLine(harness, id);
      const [pod] = await podsOf(id);
      const node = pod?.spec.nodeName ?? "";
      await cordon(node, true);
      try {
        await harness.client.evict(pod?.metadata.name ?? "", harness.namespace);
        await observedAs(harness, id, "pending", ({ reason }) => reason?.key === "drained" && reason.params?.node === node);
        await observedAs(harness, id, "pending", ({ reason }) => /unschedulable/.test(String(reason?.params?.detail)));
      } finally {
        await cordon(node, false);
      }
      await observedAs(harness, id, "running");
      expect(await alive(id)).toHaveLength(1);
      await end(id);
    },
    3 * minute,
  );

  test(
    "a rank that is evicted ends its gang, whose end names it and why",
    async () => {
      const id = await harness.run(sleeps, { role: { replicas: 2 } });
      await observedAs(harness, id, "running");
      const second = (await podsOf(id)).find(({ metadata }) => metadata.annotations?.[indexAnnotation] === "1");
      await harness.client.evict(second?.metadata.name ?? "", harness.namespace);
      const { reason, replicas } = await observedAs(harness, id, "failed");
      expect(reason).toEqual({ key: "drained", params: { node: second?.spec.nodeName } });
      expect(replicas[0]?.reason).toEqual({ key: "peerFailed", params: { role: "worker", rank: 1 } });
      expect(await alive(id)).toEqual([]);
    },
    2 * minute,
  );

  test(
    "whichever rank fails, the last words and exit codes of the others stay",
    async () => {
      const round = async () => {
        const id = await harness.run(lastWords, { role: { replicas: 3 } });
        const { reason, replicas } = await observedAs(harness, id, "failed");
        expect(reason).toEqual({ key: "exited", params: { code: 9 } });
        expect(replicas.map(({ exit }) => exit?.code)).toEqual([3, 9, 3]);
        const last = await Promise.all([0, 1, 2].map(async (rank) => (await lines(harness, id, 0, rank)).at(-1)?.text));
        expect(last).toEqual(["told 0", "fails", "told 2"]);
        await harness.backend().remove(id);
      };
      await Promise.all(Array.from({ length: 5 }, round));
    },
    3 * minute,
  );

  test(
    "a rank that never came ends with the others",
    async () => {
      const quota = { metadata: { name: "two-pods", namespace: harness.namespace }, spec: { hard: { pods: "2" } } };
      await harness.client.create(kinds.resourceQuota, quota);
      try {
        const id = await harness.run(firstFails, { role: { replicas: 3 } });
        const { reason, replicas } = await observedAs(harness, id, "failed");
        expect(reason).toEqual({ key: "exited", params: { code: 7 } });
        expect(replicas.map((replica) => replica.reason?.key)).toEqual(["exited", "peerFailed", "peerFailed"]);
        await harness.backend().remove(id);
        expect(await podsOf(id)).toEqual([]);
      } finally {
        await harness.client.delete(kinds.resourceQuota, "two-pods", harness.namespace, { propagation: "Background" });
      }
    },
    minute,
  );

  test(
    "a rank that no node takes is withdrawn when another fails",
    async () => {
      const id = newId();
      const failing = scripted(id, "import sys, time\ntime.sleep(1)\nsys.exit(7)", { name: "chief" });
      const accelerators = { "example.com/gpu": 8 };
      const waiting = scripted(id, sleeps, { resources: { cpuMilli: 50, memoryBytes: 64 * 2 ** 20, accelerators } });
      await harness.backend().launch({ ...failing, roles: [...failing.roles, ...waiting.roles] });
      const { reason, replicas } = await observedAs(harness, id, "failed");
      expect(reason).toEqual({ key: "exited", params: { code: 7 } });
      expect(replicas[1]?.reason).toEqual({ key: "peerFailed", params: { role: "chief", rank: 0 } });
      await harness.backend().remove(id);
      expect(await podsOf(id)).toEqual([]);
    },
    minute,
  );

  test(
    "parameter servers end with their chief, and all of it has succeeded",
    async () => {
      const id = newId();
      const workload = scripted(id, `import os, time\nprint(os.environ["CAIRN_RANK"], flush=True)\ntime.sleep(3)`, { name: "chief" });
      const servers = scripted(id, sleeps, { name: "ps", endsWith: "chief" }).roles;
      await harness.backend().launch({ ...workload, roles: [...workload.roles, ...servers] });
      const { replicas, reason } = await observedAs(harness, id, "succeeded");
      expect([reason, ...replicas.map(({ phase }) => phase)]).toEqual([undefined, "succeeded", "succeeded"]);
    },
    minute,
  );

  test(
    "pods that the cluster does not admit are told in its own words",
    async () => {
      const limits = { limits: [{ type: "Container", max: { memory: "32Mi" } }] };
      const metadata = { name: "theirs", namespace: harness.namespace };
      await harness.client.create(kinds.limitRange, { metadata, spec: limits } as never);
      try {
        const id = await harness.run("print(1)");
        const { reason } = await observedAs(harness, id, "pending", (seen) => seen.reason?.key === "admissionRefused");
        expect(reason?.params?.detail).toContain("maximum memory usage per Container is 32Mi");
        await end(id);
      } finally {
        await harness.client.delete(kinds.limitRange, "theirs", harness.namespace, { propagation: "Background" });
      }
    },
    minute,
  );

  test(
    "two workers that drive the same workloads end them once, and see the same",
    async () => {
      const other = kubernetesBackend(harness.settings);
      try {
        const ids = [newId(), newId(), newId()];
        const [stopped = "", limited = "", gang = ""] = ids;
        const workloads = [
          scripted(stopped, sleeps),
          { ...scripted(limited, sleeps), maxRunSeconds: 3 },
          scripted(gang, `import os, sys, time\nif os.environ["RANK"] == "1": time.sleep(2); sys.exit(7)\ntime.sleep(3600)`, {
            replicas: 3,
          }),
        ];
        await Promise.all(workloads.flatMap((workload) => [harness.backend().launch(workload), other.launch(workload)]));
        await other.observe(ids);
        await firstLine(harness, stopped);
        await Promise.all([harness.backend().stop(stopped), other.stop(stopped)]);
        for (const id of ids) await observedAs(harness, id, "failed");
        const keys = (seen: ReadonlyMap<string, Observation | "absent">) =>
          ids.map((id) => {
            const one = seen.get(id);
            return one === undefined || one === "absent" ? one : one.reason?.key;
          });
        expect(keys(await harness.backend().observe(ids))).toEqual(["stopped", "maxRunTime", "exited"]);
        await until(async () => String(keys(await other.observe(ids))) === "stopped,maxRunTime,exited");
        const ranks = (await podsOf(gang)).map(({ metadata }) => metadata.annotations?.[indexAnnotation]);
        expect(ranks.toSorted()).toEqual(["0", "1", "2"]);
        for (const id of ids) expect(await alive(id)).toEqual([]);
      } finally {
        other.close();
      }
    },
    2 * minute,
  );

  test.skipIf(!process.env.K8S_TEST_KILL_KUBELET)(
    "a kubelet that is killed and comes back harms nothing that runs (skipped without K8S_TEST_KILL_KUBELET)",
    async () => {
      const id = await harness.run(counts, { role: { variables: { LINES: "20" } } });
      await firstLine(harness, id);
      await run("sh", ["-c", process.env.K8S_TEST_KILL_KUBELET ?? ""]);
      await observedAs(harness, id, "succeeded");
      expect((await lines(harness, id)).map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, at) => String(at)));
      expect(await podsOf(id)).toHaveLength(1);
    },
    5 * minute,
  );

  test.skipIf(!process.env.K8S_TEST_KILL_APISERVER)(
    "an API server that is away for a minute changes nothing but what can be seen (skipped without K8S_TEST_KILL_APISERVER)",
    async () => {
      const id = await harness.run(counts, { role: { variables: { LINES: "90" } } });
      await firstLine(harness, id);
      const seen = new Set<string>();
      const away = run("sh", ["-c", process.env.K8S_TEST_KILL_APISERVER ?? ""]).finally(() => seen.add("over"));
      while (!seen.has("over")) {
        const said = await harness
          .backend()
          .observe([id])
          .then(
            (all) => all.get(id),
            (error: { readonly code?: string }) => error.code ?? "unknown",
          );
        seen.add(typeof said === "object" ? said.phase : String(said));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await away;
      expect([...seen].toSorted()).toEqual(["over", "running", "unavailable"]);
      await until(
        async () =>
          (await harness
            .backend()
            .observe([id])
            .catch(() => undefined)) !== undefined,
        2 * minute,
      );
      await observedAs(harness, id, "succeeded");
      expect((await lines(harness, id)).map(({ text }) => text)).toEqual(Array.from({ length: 90 }, (_, at) => String(at)));
      expect(await podsOf(id)).toHaveLength(1);
    },
    6 * minute,
  );
});
