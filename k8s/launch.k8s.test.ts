import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KubeClient } from "@/k8s/client";
import { connect } from "@/k8s/connection";
import { launch } from "@/k8s/launch";
import { selectorOf } from "@/k8s/names";
import { kinds } from "@/k8s/objects";
import { Shares } from "@/k8s/shares";
import { Tenants } from "@/k8s/tenants";
import { type ClusterHarness, clusterHarness, scripted } from "@/k8s/testing";
import { lines, observedAs } from "@/lib/compute/contract";
import { newId } from "@/lib/id";

/** What `Tenants` asks before the first object of the workload itself. */
const requestsForNamespace = 9;

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  beforeAll(async () => {
    harness = await clusterHarness();
  });
  afterAll(() => harness.dispose());

  const jobsOf = (id: string) =>
    harness.client.list(kinds.job, { namespace: harness.namespace, labelSelector: selectorOf(harness.settings.installation, id) });

  test("a launch that is cut short before any of its requests is taken up by the next, and runs once", async () => {
    const cuts = [];
    for (let requests = 0; ; requests += 1) {
      const id = newId();
      const isWhole = await launchWith(requests, id);
      cuts.push({ id, isWhole });
      if (isWhole) break;
    }
    expect(cuts.length).toBeGreaterThan(requestsForNamespace + 4);
    for (const { id } of cuts) await harness.backend().launch(scripted(id, "print('once')"));
    for (const { id } of cuts) {
      await observedAs(harness, id, "succeeded");
      expect((await lines(harness, id)).map(({ text }) => text)).toEqual(["once"]);
      expect(await jobsOf(id)).toHaveLength(1);
    }
  });

  test("what was cut short is listed, so that nothing of it is forgotten, and absent, so that it is launched again", async () => {
    const id = newId();
    await launchWith(requestsForNamespace + 1, id);
    expect(await harness.backend().list()).toContain(id);
    expect((await harness.backend().observe([id])).get(id)).toBe("absent");
    await harness.backend().remove(id);
    expect(await harness.backend().list()).not.toContain(id);
  });

  test("two workers that launch the same at once make one", async () => {
    const id = newId();
    const workload = scripted(id, "print('once')");
    await Promise.all([1, 2, 3].map(() => harness.backend().launch(workload)));
    await observedAs(harness, id, "succeeded");
    expect(await jobsOf(id)).toHaveLength(1);
  });

  test("a namespace that is deleted under a workload takes it along, and is made anew for the next", async () => {
    const own = await clusterHarness();
    try {
      const id = await own.run("print(1)");
      await own.client.delete(kinds.namespace, own.namespace, undefined, { propagation: "Background" });
      const isAbsent = async () => (await own.backend().observe([id])).get(id) === "absent";
      while (!(await isAbsent()) || (await own.client.find(kinds.namespace, own.namespace)))
        await new Promise((resolve) => setTimeout(resolve, 200));
      const next = scripted(newId(), "print(2)");
      await own
        .backend()
        .launch(next)
        .catch(() => own.backend().launch(next));
      await observedAs(own, next.id, "succeeded");
    } finally {
      await own.dispose();
    }
  });

  /** Launches as a process would that is killed after so many requests; says whether it came to the end. */
  async function launchWith(requests: number, id: string): Promise<boolean> {
    const connection = await connect(harness.settings.kubeconfig);
    let left = requests;
    const client = new KubeClient({
      ...connection,
      async options() {
        left -= 1;
        if (left < 0) throw new Error("killed");
        return connection.options();
      },
    });
    const { settings } = harness;
    const tenants = new Tenants(client, settings);
    const cut = launch({ client, settings, tenants, shares: new Shares(client, settings) }, scripted(id, "print('once')"));
    return cut.then(
      () => true,
      () => false,
    );
  }
});
