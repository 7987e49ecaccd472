import { expect, test } from "vitest";
import { aMember, anAdministrator, aProject } from "@/db/testing/factories";
import { aNode } from "@/db/testing/node-factories";
import { listParts } from "@/lib/cluster/list-parts";
import { publishGroups } from "@/lib/cluster/publish-groups";
import { nodePublisher } from "@/lib/cluster/publish-nodes";
import { fakeBackend } from "@/lib/compute/fake";

test("what the worker found is shown to administrators, and nothing before it looked", async () => {
  const administrator = await anAdministrator();
  const accelerators = [{ type: "huawei.com/Ascend910", allocatable: 8 }];
  const backend = {
    ...fakeBackend({ nodes: [aNode({ accelerators })] }),
    apiGroups: async () => [{ name: "kueue.x-k8s.io", version: "v1beta2", resources: [] }],
  };
  await nodePublisher(backend)();
  expect(await listParts(administrator)).toBeNull();
  await publishGroups(backend);
  expect((await listParts(administrator))?.filter(({ isThere }) => isThere)).toEqual([
    { name: "devices", isThere: true, evidence: ["huawei.com/Ascend910"] },
    { name: "kueue", isThere: true, evidence: ["kueue.x-k8s.io/v1beta2"] },
  ]);
  const member = await aMember((await aProject()).id);
  await expect(listParts(member)).rejects.toMatchObject({ code: "not_found" });
});
