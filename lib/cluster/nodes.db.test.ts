import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { nodes } from "@/db/schema";
import { aMember, anAdministrator, aProject } from "@/db/testing/factories";
import { aNode, seeNodes } from "@/db/testing/node-factories";
import { aJob } from "@/db/testing/train-factories";
import { followNodes } from "@/lib/cluster/follow-nodes";
import { getCapacity } from "@/lib/cluster/get-capacity";
import { getNode } from "@/lib/cluster/get-node";
import { listNodes, listNodesQuery } from "@/lib/cluster/list-nodes";
import type { Node } from "@/lib/compute/workload";

const administrator = await anAdministrator();
const cluster = { version: "v1.34.0", taints: [], podLimit: 110, otherPods: 3, workloads: [] };
const gpu = { allocatable: { cpuMilli: 64_000, memoryBytes: 2 ** 39, accelerators: { "nvidia.com/gpu": 8 } } };
const some: readonly Node[] = [
  aNode({ name: "cpu-9", cluster: { ...cluster, zone: "a" }, labels: { pool: "batch" } }),
  aNode({ name: "cpu-10", cluster: { ...cluster, zone: "b" }, conditions: [{ type: "Schedulable", ok: false }] }),
  aNode({
    name: "gpu-1",
    cluster: { ...cluster, zone: "a" },
    ...gpu,
    accelerators: [{ type: "nvidia.com/gpu", allocatable: 8, product: "A100" }],
  }),
];

async function names(query: Partial<Record<"search" | "kind" | "zone" | "state" | "sort" | "limit" | "cursor", string>>) {
  return (await listNodes(administrator, listNodesQuery.parse(query))).items.map(({ name }) => name);
}

test("nodes are found, filtered, sorted as people count, and paged", async () => {
  await seeNodes(some);
  expect(await names({})).toEqual(["cpu-9", "cpu-10", "gpu-1"]);
  expect(await names({ search: "GPU" })).toEqual(["gpu-1"]);
  expect(await names({ search: "pool=batch" })).toEqual(["cpu-9"]);
  expect(await names({ search: "a100" })).toEqual(["gpu-1"]);
  expect(await names({ kind: "nvidia.com/gpu A100" })).toEqual(["gpu-1"]);
  expect(await names({ kind: "none", zone: "b" })).toEqual(["cpu-10"]);
  expect(await names({ state: "cordoned" })).toEqual(["cpu-10"]);
  expect(await names({ sort: "-cpu" })).toEqual(["gpu-1", "cpu-9", "cpu-10"]);
  const first = await listNodes(administrator, listNodesQuery.parse({ limit: 2 }));
  expect(first).toMatchObject({ total: 3, zones: ["a", "b"], capacity: { nodes: 3 } });
  expect(await names({ limit: "2", cursor: first.nextCursor ?? "" })).toEqual(["gpu-1"]);
});

test("only administrators see nodes; what fits is everyone's to know", async () => {
  await seeNodes(some);
  const member = await aMember((await aProject()).id);
  await expect(listNodes(member, listNodesQuery.parse({}))).rejects.toMatchObject({ code: "not_found" });
  await expect(getNode(member, "gpu-1")).rejects.toMatchObject({ code: "not_found" });
  expect(await getCapacity(member)).toMatchObject({ nodes: 3, accelerators: [{ product: "A100", largest: { amount: 8, node: "gpu-1" } }] });
});

test("a node names the jobs that run there, and counts what is not ours", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  const { job, attempt } = await aJob(project.id, member.userId, { status: "running" });
  const workload = { pods: 1, resources: { cpuMilli: 1000, memoryBytes: 2 ** 30, accelerators: {} } };
  const workloads = [
    { id: attempt.id, ...workload },
    { id: "left-over", ...workload, resources: { ...workload.resources, cpuMilli: 500 } },
  ];
  await seeNodes([aNode({ name: "busy", cluster: { ...cluster, workloads } })]);
  expect(await getNode(administrator, "busy")).toMatchObject({
    pods: { own: 2, others: 3, limit: 110 },
    workloads: [
      { kind: "job", name: job.name, slug: job.slug, project: { slug: project.slug } },
      { kind: "unknown", name: "left-over", slug: null, project: null },
    ],
  });
  await expect(getNode(administrator, "nowhere")).rejects.toMatchObject({ code: "not_found" });
});

test("who follows hears what changed and what is gone, and nothing twice", async () => {
  await seeNodes(some);
  const page = await listNodes(administrator, listNodesQuery.parse({}));
  await db
    .update(nodes)
    .set({ node: aNode({ name: "cpu-9", labels: { now: "other" } }), revision: sql`nextval('nodes_revision_seq')` })
    .where(eq(nodes.name, "cpu-9"));
  await db.update(nodes).set({ goneAt: new Date(), revision: sql`nextval('nodes_revision_seq')` }).where(eq(nodes.name, "cpu-10"));
  const leaving = new AbortController();
  const heard: unknown[] = [];
  for await (const { changed, gone, revision, capacity } of followNodes(administrator, { after: page.revision, signal: leaving.signal })) {
    heard.push({ changed: changed.map(({ name }) => name), gone, nodes: capacity.nodes });
    expect(revision).toBeGreaterThan(page.revision);
    if (heard.length === 2) leaving.abort();
    else await db.execute(sql`select pg_notify('cairn_nodes', 'fake')`);
  }
  expect(heard).toEqual([
    { changed: ["cpu-9"], gone: ["cpu-10"], nodes: 2 },
    { changed: [], gone: [], nodes: 2 },
  ]);
});
