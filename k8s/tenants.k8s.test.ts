import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { namespaceOf } from "@/k8s/names";
import { type KubeObject, kinds } from "@/k8s/objects";
import { Tenants } from "@/k8s/tenants";
import { type ClusterHarness, clusterHarness, image } from "@/k8s/testing";

const background = { propagation: "Background" } as const;
const enforced = "pod-security.kubernetes.io/enforce";

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  let tenants: Tenants;
  beforeAll(async () => {
    harness = await clusterHarness();
    tenants = new Tenants(harness.client, harness.settings);
    await tenants.ensure("project-a");
  });
  afterAll(() => harness.dispose());

  test("what was edited or deleted in a namespace is made as it was; what others have there stays", async () => {
    const { client, namespace } = harness;
    const theirs = { metadata: { name: "theirs", namespace }, data: { a: "1" } };
    await client.create(kinds.configMap, theirs);
    await client.patch(kinds.namespace, namespace, undefined, { metadata: { labels: { [enforced]: "privileged", team: "a" } } });
    await client.delete(kinds.networkPolicy, "cairn-default-deny", namespace, background);
    await client.delete(kinds.serviceAccount, "cairn-workload", namespace, background);
    await tenants.repair("project-a");
    expect((await client.find(kinds.namespace, namespace))?.metadata.labels).toMatchObject({ [enforced]: "restricted", team: "a" });
    expect(await client.find(kinds.networkPolicy, "cairn-default-deny", namespace)).toMatchObject({
      spec: { policyTypes: ["Ingress", "Egress"] },
    });
    expect(await client.find(kinds.serviceAccount, "cairn-workload", namespace)).toMatchObject({ automountServiceAccountToken: false });
    expect(await client.find(kinds.configMap, "theirs", namespace)).toMatchObject({ data: { a: "1" } });
  });

  test("a pod with more rights than it may have is refused in it", async () => {
    const container = { name: "main", image, securityContext: { privileged: true } };
    const pod: KubeObject & { readonly spec: unknown } = {
      metadata: { name: "hostile", namespace: harness.namespace },
      spec: { containers: [container], hostPID: true },
    };
    await expect(harness.client.create(kinds.pod, pod)).rejects.toMatchObject({ code: "invalid", key: "compute.admissionRefused" });
  });

  test("a namespace of somebody else is not taken over", async () => {
    const name = namespaceOf(harness.settings.namespacePrefix, "theirs");
    await harness.client.create(kinds.namespace, { metadata: { name } });
    try {
      await expect(tenants.ensure("theirs")).rejects.toMatchObject({ code: "conflict", params: { namespace: name } });
      expect((await harness.client.find(kinds.namespace, name))?.metadata.labels?.[enforced]).toBeUndefined();
    } finally {
      await harness.client.delete(kinds.namespace, name, undefined, background);
    }
  });
});
