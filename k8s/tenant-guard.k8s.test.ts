import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quotaName } from "@/k8s/manifests/tenant";
import { kinds, type ResourceQuota } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, scripted, until } from "@/k8s/testing";
import { firstLine, observedAs } from "@/lib/compute/contract";
import { type Quota, unlimited } from "@/lib/compute/tenancy";
import { newId } from "@/lib/id";

const sleeps = "import time\nprint('up', flush=True)\ntime.sleep(3600)";
const background = { propagation: "Background" } as const;

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  let quota: Quota = unlimited;
  beforeAll(async () => {
    harness = await clusterHarness({
      tenancyOf: async (projectId) => ({ projectId, quota, egress: [], podSecurity: "restricted", shares: [] }),
    });
    await observedAs(harness, await harness.run("print(1)"), "succeeded");
  });
  afterAll(() => harness.dispose());

  const quotaNow = () => harness.client.find<ResourceQuota>(kinds.resourceQuota, quotaName, harness.namespace);

  test("what somebody edits or deletes is made as it was, without anybody asking", async () => {
    const { client, namespace } = harness;
    const named = (name: string) => ({ name, namespace });
    await client.replaceField(kinds.networkPolicy, named("cairn-default-deny"), "/spec", { podSelector: {}, ingress: [{}], egress: [{}] });
    await client.replaceField(kinds.resourceQuota, named(quotaName), "/spec", { hard: { pods: "0" } });
    await client.delete(kinds.networkPolicy, "cairn-egress", namespace, background);
    await client.delete(kinds.limitRange, "cairn-defaults", namespace, background);
    await client.patch(kinds.namespace, namespace, undefined, {
      metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged", "cairn.dev/installation": null } },
    });
    await until(async () => {
      const [policy, limits, within, egress] = await Promise.all([
        client.find<{ readonly spec: object } & ResourceQuota>(kinds.networkPolicy, "cairn-default-deny", namespace),
        client.find(kinds.limitRange, "cairn-defaults", namespace),
        client.find(kinds.namespace, namespace),
        client.find(kinds.networkPolicy, "cairn-egress", namespace),
      ]);
      const isDenied = policy !== undefined && !("ingress" in policy.spec) && !("egress" in policy.spec);
      const own = within?.metadata.labels ?? {};
      const isOurs = own["cairn.dev/installation"] === harness.settings.installation;
      return (
        isDenied && limits !== undefined && egress !== undefined && isOurs && own["pod-security.kubernetes.io/enforce"] === "restricted"
      );
    });
    await until(async () => Object.keys((await quotaNow())?.status?.hard ?? {}).length === 0);
  });

  test("a quota arrives, and what it counts is what the cluster itself tells", async () => {
    quota = { ...unlimited, cpuMilli: 500, memoryBytes: 2 ** 30, replicas: 5, accelerators: { "example.com/gpu": 2 } };
    await harness.backend().keepTenant("project-a");
    await until(async () => (await quotaNow())?.status?.hard?.pods === "5");
    const id = await harness.run(sleeps, { role: { replicas: 2 } });
    await firstLine(harness, id);
    await until(async () => (await harness.backend().tenantUse("project-a"))?.replicas === 2);
    expect((await quotaNow())?.status).toEqual({
      hard: { "requests.cpu": "500m", "limits.memory": "1073741824", pods: "5", "requests.example.com/gpu": "2" },
      used: { "requests.cpu": "100m", "limits.memory": "134217728", pods: "2", "requests.example.com/gpu": "0" },
    });
    expect(await harness.backend().tenantUse("project-a")).toEqual({
      cpuMilli: 100,
      memoryBytes: 128 * 2 ** 20,
      storageBytes: null,
      replicas: 2,
      accelerators: { "example.com/gpu": 0 },
    });
    quota = unlimited;
    await harness.backend().keepTenant("project-a");
    await until(async () => Object.keys((await quotaNow())?.status?.hard ?? {}).length === 0);
    await harness.backend().stop(id);
    await observedAs(harness, id, "failed");
  });

  test("a namespace goes only when nothing is in it, or on request", async () => {
    const id = newId();
    const projectId = "project-b";
    await harness.backend().launch({ ...scripted(id, "print(1)"), tenant: { projectId, uid: 200_002 } });
    await observedAs(harness, id, "succeeded");
    expect(await harness.backend().tenantContent(projectId)).toEqual({ workloads: 1, volumes: 0, foreign: 0 });
    const isThere = async () => (await harness.backend().listTenants()).some((place) => place.projectId === projectId && !place.isEnding);
    expect(await harness.backend().removeTenant(projectId, { evenIfUsed: false })).toEqual({ workloads: 1, volumes: 0, foreign: 0 });
    expect(await isThere()).toBe(true);
    await harness.backend().remove(id);
    expect(await harness.backend().removeTenant(projectId, { evenIfUsed: false })).toBeUndefined();
    expect(await isThere()).toBe(false);
    expect(await harness.backend().tenantContent(projectId)).toBeUndefined();
  });

  test("a namespace that is deleted under a workload takes it along; the next launch makes it anew", async () => {
    const id = await harness.run(sleeps);
    await firstLine(harness, id);
    await harness.client.delete(kinds.namespace, harness.namespace, undefined, background);
    await expect(harness.backend().launch(scripted(newId(), "print(1)"))).rejects.toMatchObject({ code: "unavailable" });
    await until(async () => (await harness.backend().observe([id])).get(id) === "absent");
    await until(async () => (await harness.client.find(kinds.namespace, harness.namespace)) === undefined);
    await observedAs(harness, await harness.run("print(1)"), "succeeded");
    expect(await quotaNow()).toBeDefined();
  });
});
