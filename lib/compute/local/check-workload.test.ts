import { expect, test } from "vitest";
import { checkWorkload } from "@/lib/compute/local/check-workload";
import type { Mount, Workload } from "@/lib/compute/workload";

const mount = (target: string): Mount => ({ target, readOnly: true, source: { kind: "inline", files: {} } });
const workload = (targets: readonly string[], change: Partial<Workload> = {}): Workload => ({
  id: "w1",
  kind: "batch",
  tenant: { projectId: "p1", uid: 70_000 },
  roles: [
    {
      name: "main",
      replicas: 1,
      environment: { kind: "python", directory: "abc" },
      command: ["python"],
      variables: {},
      resources: { cpuMilli: 1, memoryBytes: 1, accelerators: {} },
      mounts: targets.map(mount),
      ports: [],
    },
  ],
  ...change,
});

test.each([["/data"], ["/data/train", "/data/test"], ["/work"]].map((targets) => ({ targets })))(
  "$targets can be mounts",
  ({ targets }) => {
    expect(() => checkWorkload(workload(targets))).not.toThrow();
  },
);

test.each(
  [["data"], ["/"], ["/data/"], ["/data/../etc"], ["/etc/cron.d"], ["/usr"], ["/tmp/x"], ["/job/home"], ["/a", "/a"], ["/a", "/a/b"]].map(
    (targets) => ({ targets }),
  ),
)("$targets cannot", ({ targets }) => {
  expect(() => checkWorkload(workload(targets))).toThrow(expect.objectContaining({ code: "invalid", key: "compute.mountTarget" }));
});

test("an id that is no name for a folder never becomes one", () => {
  for (const id of ["../keys", "", "a/b", ".x", "-rf"])
    expect(() => checkWorkload(workload([], { id }))).toThrow("not a name for a folder");
});
