import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { environmentVersions, processHeartbeats } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { aJob, anEnvironment } from "@/db/testing/train-factories";
import { getEnvironment } from "@/lib/environments/get-environment";
import { getJob } from "@/lib/jobs/get-job";
import { listJobs } from "@/lib/jobs/list-jobs";
import { followTopics } from "@/lib/stream/follow-topics";
import { parseTopics } from "@/lib/stream/topic";

beforeEach(async () => {
  await db.delete(processHeartbeats);
});

async function aBeat(secondsAgo: number): Promise<void> {
  const at = sql`now() - make_interval(secs => ${secondsAgo})`;
  await db.insert(processHeartbeats).values({ process: "worker", startedAt: new Date(), at });
}

test.each([
  [2, false],
  [60, true],
])("a worker last heard of %i s ago: what waits says that it is silent: %s", async (secondsAgo, isSaid) => {
  await aBeat(secondsAgo);
  const project = await aProject();
  const member = await aMember(project.id);
  const { environment } = await anEnvironment({ status: "queued" });
  await db.update(environmentVersions).set({ buildAskedAt: new Date() }).where(eq(environmentVersions.environmentId, environment.id));
  const waiting = await aJob(project.id, member.userId, { status: "queued" });
  const over = await aJob(project.id, member.userId, { status: "succeeded" });
  const silent = { key: "errors.workerSilent" };
  const said = async () => [
    (await getJob(member, waiting.job.id)).message,
    (await listJobs(member, { projectId: project.id })).items.find(({ id }) => id === waiting.job.id)?.message,
    (await getEnvironment(member, environment.id)).latest.message,
  ];
  if (isSaid) expect(await said()).toEqual([silent, silent, silent]);
  else expect(await said()).not.toContainEqual(silent);
  expect((await getJob(member, over.job.id)).message).not.toEqual(silent);
});

test.each([
  [2, false],
  [60, true],
])("a worker last heard of %i s ago: the stream says at once that it is silent: %s", async (secondsAgo, isSilent) => {
  await aBeat(secondsAgo);
  const member = await aMember((await aProject()).id);
  const leaving = new AbortController();
  const told: unknown[] = [];
  for await (const { event, data } of await followTopics(member, parseTopics("worker"), { after: new Map(), signal: leaving.signal })) {
    if (event === "open") continue;
    told.push({ event, data });
    break;
  }
  leaving.abort();
  expect(told).toEqual([{ event: "worker", data: { topic: "worker", isSilent, away: null } }]);
});
