import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { computes } from "@/db/schema";
import { aMember, anAdministrator, aProject } from "@/db/testing/factories";
import { getPolicy } from "@/lib/cluster/get-policy";
import { nodePublisher } from "@/lib/cluster/publish-nodes";
import { publishPolicy } from "@/lib/cluster/publish-policy";
import type { PolicyFinding } from "@/lib/compute/backend";
import { fakeBackend } from "@/lib/compute/fake";
import { getLimits } from "@/lib/projects/get-limits";

test("one worker of several tries whether policies hold, once a day, or each hour until it is known", async () => {
  let tries = 0;
  let finding: PolicyFinding = { answer: "unknown", reason: { key: "noPods", params: { detail: "no room" } } };
  const backend = {
    ...fakeBackend(),
    async probePolicies() {
      tries += 1;
      return finding;
    },
  };
  const hoursLater = (hours: number) => db.update(computes).set({ policyTriedAt: new Date(Date.now() - hours * 3_600_000) });
  await nodePublisher(backend)();
  const administrator = await anAdministrator();
  expect(await getPolicy(administrator)).toBeNull();
  await Promise.all([publishPolicy(backend), publishPolicy(backend)]);
  expect(tries).toBe(1);
  expect(await getPolicy(administrator)).toMatchObject(finding);
  await hoursLater(2);
  finding = { answer: "ignored" };
  await publishPolicy(backend);
  await hoursLater(2);
  await publishPolicy(backend);
  expect(tries).toBe(2);
  await hoursLater(25);
  await publishPolicy(backend);
  expect(tries).toBe(3);
  expect(await getPolicy(administrator)).toMatchObject({ answer: "ignored", reason: null });
  expect(await db.select().from(computes).where(eq(computes.name, backend.name))).toMatchObject([{ policy: { answer: "ignored" } }]);
});

test("members see it with what their project may reach; the cluster's page is for administrators", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  expect((await getLimits(member, project.id)).policy).toMatchObject({ answer: "ignored" });
  await expect(getPolicy(member)).rejects.toMatchObject({ code: "not_found" });
});
