import { asc } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { computes, nodes } from "@/db/schema";
import { aNode } from "@/db/testing/node-factories";
import { nodePicture } from "@/lib/cluster/node-picture";
import { nodePublisher } from "@/lib/cluster/publish-nodes";
import { fakeBackend } from "@/lib/compute/fake";
import type { Node } from "@/lib/compute/workload";

async function rows() {
  return db.select({ name: nodes.name, revision: nodes.revision, goneAt: nodes.goneAt }).from(nodes).orderBy(asc(nodes.revision));
}

test("only what changed is written, and what is gone is told before it is forgotten", async () => {
  const seen: Node[] = [aNode({ name: "a" }), aNode({ name: "b" })];
  const publish = nodePublisher(fakeBackend({ nodes: seen }));
  await publish();
  const before = await rows();
  await publish();
  expect(await rows()).toEqual(before);

  seen.splice(0, 2, aNode({ name: "b", labels: { pool: "x" } }), aNode({ name: "c" }));
  await publish();
  const after = await rows();
  expect(after.map(({ name, goneAt }) => [name, goneAt !== null])).toEqual([
    ["b", false],
    ["c", false],
    ["a", true],
  ]);
  expect(Math.min(...after.map(({ revision }) => revision))).toBeGreaterThan(Math.max(...before.map(({ revision }) => revision)));
  expect((await nodePicture("fake")).nodes.map(({ name }) => name).sort()).toEqual(["b", "c"]);
});

test("a worker that comes later ends what it does not find, and leaves the rest as it was", async () => {
  await nodePublisher(fakeBackend({ nodes: [aNode({ name: "old" }), aNode({ name: "kept" })] }))();
  const before = (await rows()).find(({ name }) => name === "kept");
  await nodePublisher(fakeBackend({ nodes: [aNode({ name: "kept" })] }))();
  const after = await rows();
  expect(after.find(({ name }) => name === "kept")).toEqual(before);
  expect(after.find(({ name }) => name === "old")?.goneAt).not.toBeNull();
});

test("a backend that does not answer leaves the picture, which is old since then", async () => {
  const backend = fakeBackend({ nodes: [aNode({ name: "kept" })] });
  const publish = nodePublisher(backend);
  await publish();
  backend.control.setUnavailable(true);
  await publish();
  const [away] = await db.select().from(computes);
  expect(away?.awaySince).not.toBeNull();
  await publish();
  expect((await db.select().from(computes))[0]?.awaySince).toEqual(away?.awaySince);
  expect((await nodePicture("fake")).nodes).toHaveLength(1);
  backend.control.setUnavailable(false);
  await publish();
  expect((await db.select().from(computes))[0]).toMatchObject({ name: "fake", awaySince: null });
});
