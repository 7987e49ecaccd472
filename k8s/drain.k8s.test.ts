import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labels } from "@/k8s/names";
import { kinds, type Pod } from "@/k8s/objects";
import { refusalOf } from "@/k8s/request";
import { type ClusterHarness, clusterHarness, until } from "@/k8s/testing";

describe.skipIf(!process.env.KUBECONFIG)("nodes on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  beforeAll(async () => {
    harness = await clusterHarness();
  });
  afterAll(() => harness.dispose());

  test("a plan says what would become of a program, and a budget holds it back until it allows more", async () => {
    const id = await harness.run("import time\nprint('here', flush=True)\ntime.sleep(600)");
    const replica = async () => {
      const observation = (await harness.backend().observe([id])).get(id);
      return observation === "absent" ? undefined : observation?.replicas[0];
    };
    await until(async () => (await replica())?.phase === "running");
    const node = (await replica())?.node ?? "";
    const planned = async () => (await harness.backend().drainPlan(node, { endsLocalData: false })).find(({ workload }) => workload === id);
    expect(await planned()).toMatchObject({ namespace: harness.namespace, fate: "retries" });

    const selector = { matchLabels: { [labels.workload]: id } };
    const budget = { metadata: { name: "all-of-it", namespace: harness.namespace }, spec: { minAvailable: 1, selector } };
    await harness.client.create(kinds.podDisruptionBudget, budget);
    await until(async () => (await planned())?.fate === "waits");
    expect(await planned()).toMatchObject({ reason: { key: "budget", params: { budget: "all-of-it" } } });
    const pod = (await planned())?.name ?? "";
    const refused = await harness.client.evict(pod, harness.namespace).then(
      () => undefined,
      (error: unknown) => refusalOf(error)?.status,
    );
    expect(refused).toBe(429);

    await harness.client.delete(kinds.podDisruptionBudget, "all-of-it", harness.namespace, { propagation: "Background" });
    await harness.client.evict(pod, harness.namespace);
    await until(async () => {
      const found = await harness.client.list<Pod>(kinds.pod, { namespace: harness.namespace, labelSelector: `${labels.workload}=${id}` });
      return found.some(({ metadata, status }) => metadata.name !== pod && status?.phase === "Running");
    });
    await harness.client.evict("not-there", harness.namespace);
    await harness.backend().stop(id);
  });

  test("a node is taken out of use and back, and one that is not there is said", async () => {
    const [node] = await harness.backend().nodes();
    const isOpen = async () =>
      (await harness.backend().nodes()).find(({ name }) => name === node?.name)?.conditions.find(({ type }) => type === "Schedulable")?.ok;
    try {
      await harness.backend().setSchedulable(node?.name ?? "", false);
      await until(async () => (await isOpen()) === false);
    } finally {
      await harness.backend().setSchedulable(node?.name ?? "", true);
    }
    await until(async () => (await isOpen()) === true);
    await expect(harness.backend().setSchedulable("not-there", false)).rejects.toMatchObject({ code: "not_found" });
  });
});
