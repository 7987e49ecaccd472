import { expect, test } from "vitest";
import { groupsOf } from "@/k8s/detect";

test("aggregated discovery tells groups, the preferred version and all resources", () => {
  const groups = groupsOf({
    items: [
      {
        metadata: { name: "kueue.x-k8s.io" },
        versions: [
          { version: "v1beta2", resources: [{ resource: "localqueues" }, { resource: "clusterqueues" }] },
          { version: "v1beta1", resources: [{ resource: "clusterqueues" }] },
        ],
      },
      { metadata: { name: "metrics.k8s.io" }, versions: null },
    ],
  });
  expect(groups).toEqual([
    { name: "kueue.x-k8s.io", version: "v1beta2", resources: ["clusterqueues", "localqueues"] },
    { name: "metrics.k8s.io", version: "", resources: [] },
  ]);
});

test("a server that knows only the plain form tells names and versions", () => {
  expect(groupsOf({ groups: [{ name: "apps", preferredVersion: { version: "v1" } }, { name: "odd" }] })).toEqual([
    { name: "apps", version: "v1", resources: [] },
    { name: "odd", version: "", resources: [] },
  ]);
});
