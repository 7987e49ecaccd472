import { expect, test } from "vitest";
import { partNames, partsOf } from "@/lib/cluster/parts";

test("what is there comes first, with the API by which it is known; the rest is named too", () => {
  const groups = [
    { name: "apps", version: "v1", resources: [] },
    { name: "kueue.x-k8s.io", version: "v1beta2", resources: ["clusterqueues"] },
    { name: "scheduling.volcano.sh", version: "v1beta1", resources: [] },
  ];
  const parts = partsOf(groups, ["nvidia.com/gpu"]);
  expect(parts.filter(({ isThere }) => isThere)).toEqual([
    { name: "devices", isThere: true, evidence: ["nvidia.com/gpu"] },
    { name: "kueue", isThere: true, evidence: ["kueue.x-k8s.io/v1beta2"] },
    { name: "volcano", isThere: true, evidence: ["scheduling.volcano.sh/v1beta1"] },
  ]);
  expect(parts.map(({ name }) => name).toSorted()).toEqual([...partNames].toSorted());
});

test("a bare cluster has none of them", () => {
  expect(partsOf([{ name: "batch", version: "v1", resources: [] }], []).some(({ isThere }) => isThere)).toBe(false);
});
