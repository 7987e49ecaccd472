import { afterAll, describe, expect, test } from "vitest";
import { kinds } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, until } from "@/k8s/testing";

/** An image with Node.js, and whether the cluster's network is known to hold to policies. */
const { KUBECONFIG, CAIRN_TEST_WRAPPER_IMAGE: wrapperImage, CAIRN_TEST_POLICIES: known } = process.env;

describe.skipIf(!KUBECONFIG || !wrapperImage)("on the cluster of KUBECONFIG", () => {
  const harnesses: ClusterHarness[] = [];
  const a = async (...change: Parameters<typeof clusterHarness>) => {
    const harness = await clusterHarness(...change);
    harnesses.push(harness);
    return harness;
  };
  afterAll(() => Promise.all(harnesses.map((one) => one.dispose())));

  const isGone = async ({ client, settings }: ClusterHarness) =>
    (await client.find(kinds.namespace, `${settings.namespacePrefix}probe`)) === undefined;

  test("whether policies hold is found out by trying, and nothing stays of it", async () => {
    const harness = await a({ wrapperImage });
    const { answer } = await harness.backend().probePolicies();
    expect(known === undefined ? ["enforced", "ignored"] : [known]).toContain(answer);
    await until(() => isGone(harness));
  });

  test("without an image to try it with it is not known", async () => {
    const harness = await a();
    expect(await harness.backend().probePolicies()).toMatchObject({ answer: "unknown", reason: { key: "noImage" } });
  });
});
