import { expect, test } from "vitest";
import { aMember, aProject } from "@/db/testing/factories";
import { aJob } from "@/db/testing/train-factories";
import { getHome } from "@/lib/home/get-home";

test("behind a long queue what runs and what failed is still seen, and all are counted", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  const running = await aJob(project.id, member.userId, { status: "running" });
  const failed = await aJob(project.id, member.userId, { status: "failed" });
  for (let index = 0; index < 70; index += 1) await aJob(project.id, member.userId, { status: "queued" });
  const home = await getHome(member, project.id);
  expect(home.running).toMatchObject({ total: 1, items: [{ id: running.job.id }] });
  expect(home.needsYou).toMatchObject({ total: 1, items: [{ id: failed.job.id }] });
  expect(home.waiting.total).toBe(70);
  expect(home.waiting.items).toHaveLength(10);
  expect(home.ended).toEqual({ total: 0, items: [] });
});
