import { afterAll, expect, test } from "vitest";
import { clusterHarness } from "@/k8s/testing";

const harness = await clusterHarness();
afterAll(() => harness.dispose());

test("one request tells every group with its resources", async () => {
  const groups = await harness.backend().apiGroups();
  expect(groups.find(({ name }) => name === "apps")).toMatchObject({ version: "v1" });
  expect(groups.find(({ name }) => name === "batch")?.resources).toContain("jobs");
});
