import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selectorOf } from "@/k8s/names";
import { type KubeObject, kinds, type Pod } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, until } from "@/k8s/testing";
import { newId } from "@/lib/id";

const zones = ["a", "b", "c"];
const only = { "cairn.dev/test-nodes": newId().slice(-12) };

/** Nodes without a machine: pods are given to them and never begin. Nothing else may come near. */
const nodes = zones.flatMap((zone) => [1, 2].map((number) => bareNode(`spread-${only["cairn.dev/test-nodes"]}-${zone}${number}`, zone)));

function bareNode(name: string, zone: string): KubeObject {
  const labels = { ...only, "topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": name };
  const amounts = { cpu: "8", memory: "16Gi", pods: "20" };
  const node = {
    metadata: { name, labels },
    spec: { taints: [{ key: "cairn.dev/test-nodes", effect: "NoSchedule" }] },
    status: { capacity: amounts, allocatable: amounts, conditions: [{ type: "Ready", status: "True", reason: "Test" }] },
  };
  return node;
}

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  const background = { propagation: "Background" } as const;
  const podsOf = (id: string) =>
    harness.client.list<Pod>(kinds.pod, { namespace: harness.namespace, labelSelector: selectorOf(harness.settings.installation, id) });

  beforeAll(async () => {
    harness = await clusterHarness({ nodeSelector: only, tolerations: [{ operator: "Exists" }] });
    for (const node of nodes) await harness.client.create(kinds.node, node);
  });
  afterAll(async () => {
    // No kubelet would end them.
    for (const { metadata } of await harness.client.list(kinds.pod, { namespace: harness.namespace }))
      await harness.client.delete(kinds.pod, metadata.name, harness.namespace, { ...background, graceSeconds: 0 });
    for (const { metadata } of nodes) await harness.client.delete(kinds.node, metadata.name, undefined, background);
    await harness.dispose();
  });

  test("the replicas of a service are spread evenly over zones and nodes", async () => {
    const id = await harness.run("", {
      role: { replicas: 6, ports: [{ name: "http", transport: "tcp" }] },
      workload: { kind: "service" },
    });
    await until(async () => (await podsOf(id)).filter(({ spec }) => spec.nodeName).length === 6);
    const used = (await podsOf(id)).map(({ spec }) => spec.nodeName ?? "");
    expect(used.toSorted()).toEqual(nodes.map(({ metadata }) => metadata.name).toSorted());
    await harness.backend().stop(id);
  });

  test("where they cannot be spread evenly, no zone gets two more than another", async () => {
    const id = await harness.run("", {
      role: { replicas: 4, ports: [{ name: "http", transport: "tcp" }] },
      workload: { kind: "service" },
    });
    await until(async () => (await podsOf(id)).filter(({ spec }) => spec.nodeName).length === 4);
    const used = (await podsOf(id)).map(({ spec }) => spec.nodeName?.at(-2));
    expect(zones.map((zone) => used.filter((one) => one === zone).length).toSorted()).toEqual([1, 1, 2]);
    await harness.backend().stop(id);
  });
});
