import { expect, test } from "vitest";
import { clusterHarness } from "@/k8s/testing";

test.skipIf(!process.env.KUBECONFIG)("one request tells every group of the cluster of KUBECONFIG with its resources", async () => {
  const harness = await clusterHarness();
  try {
    const groups = await harness.backend().apiGroups();
    expect(groups.find(({ name }) => name === "apps")).toMatchObject({ version: "v1" });
    expect(groups.find(({ name }) => name === "batch")?.resources).toContain("jobs");
  } finally {
    await harness.dispose();
  }
});
