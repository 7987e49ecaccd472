import { expect, test } from "vitest";
import { talk } from "@/cli/testing/talk";

const shares = { allocatable: 8_000, own: 1_000, others: 500 };
const item = {
  name: "gpu-1",
  state: "cordoned",
  problem: { key: "cluster.problem.cordoned" },
  since: null,
  architecture: "arm64",
  zone: "a",
  cpuMilli: shares,
  memoryBytes: { allocatable: 2 ** 34, own: 0, others: 0 },
  accelerators: [{ type: "nvidia.com/gpu", product: "L4", memoryBytes: null, allocatable: 4, own: 1, others: 0 }],
  pods: null,
};
const drain = { node: "gpu-1", status: "running", done: 1, total: 3, message: null, isCancelling: false, startedAt: "", endedAt: null };
const node = { ...item, drain, version: "v1.34.0", labels: {}, taints: [], conditions: [], workloads: [] };

test("a list of nodes says what is free on each and what is wrong", async () => {
  const { code, output } = await talk({ "GET nodes": { items: [item], nextCursor: null } }, "node", "list");
  expect(code).toBe(0);
  expect(output.split("\n")[1]).toMatch(/^gpu-1 +Cordoned +6\.5\/8 +16 GiB\/16 GiB +3\/4 nvidia\.com\/gpu L4 +Takes no new pods$/);
});

test("a node says where it is and what runs there", async () => {
  const workloads = [{ kind: "job", name: "digits", project: { slug: "vision", name: "Vision" }, pods: 2 }];
  const { output } = await talk({ "GET nodes/gpu-1": { ...node, workloads } }, "node", "show", "gpu-1");
  expect(output).toContain("arm64 · a · v1.34.0");
  expect(output).toMatch(/vision +digits +2 pods/);
});

test("a node is cordoned when the cluster has done it, and else it is only asked for", async () => {
  const operation = { status: "succeeded", message: null };
  expect((await talk({ "POST nodes/gpu-1/cordon": operation }, "node", "cordon", "gpu-1")).output).toContain("takes no new pods");
  const waiting = await talk({ "POST nodes/gpu-1/uncordon": { ...operation, status: "running" } }, "node", "uncordon", "gpu-1");
  expect(waiting.output).toContain("as soon as the cluster answers");
  const failed = await talk(
    { "POST nodes/gpu-1/cordon": { status: "failed", message: { key: "errors.notFound" } } },
    "node",
    "cordon",
    "gpu-1",
  );
  expect(failed.code).toBe(1);
});

test("a plan says what becomes of each pod and changes nothing", async () => {
  const pods = [
    {
      fate: "retries",
      namespace: "n",
      name: "p",
      reason: null,
      workload: { kind: "job", name: "Digits", slug: "digits", project: "vision" },
    },
    {
      fate: "waits",
      namespace: "db",
      name: "db-0",
      reason: { key: "cluster.drain.reason.budget", params: { budget: "db" } },
      workload: null,
    },
  ];
  const answers = { "GET nodes/gpu-1/drain/plan?endsLocalData=true": { pods } };
  const { output, asked } = await talk(answers, "node", "drain", "gpu-1", "--plan", "--end-local-data");
  expect(output).toContain("  vision/digits\n");
  expect(output).toContain("  db/db-0 · budget db allows no more now\n");
  expect(asked).toHaveLength(1);
});

test("a drain that is waited for ends with how it ended", async () => {
  const answers = (status: string) => ({
    "POST nodes/gpu-1/drain": drain,
    "GET stream?topics=nodes": 'event: open\ndata: {"topics":["nodes"]}\n\n',
    "GET nodes/gpu-1": { ...node, drain: { ...drain, status, endedAt: "2026-01-01T00:00:00Z" } },
  });
  const drained = await talk(answers("succeeded"), "node", "drain", "gpu-1", "--wait");
  expect(drained).toMatchObject({ code: 0, output: "gpu-1 is drained.\n" });
  expect(drained.asked[0]).toMatchObject({ body: { endsLocalData: false } });
  expect(await talk(answers("cancelled"), "node", "drain", "gpu-1", "--wait")).toMatchObject({ code: 1 });
});
