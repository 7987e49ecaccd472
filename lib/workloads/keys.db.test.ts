import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import { accessKeys, attempts, revisions, users } from "@/db/schema";
import { aRunningAttempt, aStartingRevision, byToken } from "@/db/testing/workload-factories";
import { env } from "@/lib/env";
import { getJob } from "@/lib/jobs/get-job";
import { hashToken, kindOfToken } from "@/lib/keys/token";
import { endWorkload } from "@/lib/workloads/end-workload";
import { getWorkload } from "@/lib/workloads/get-workload";
import { grantAccess } from "@/lib/workloads/grant-access";

test("a second launch has the same token, and its text is stored nowhere", async () => {
  const { attempt, project, owner, token } = await aRunningAttempt();
  const again = await grantAccess({ workloadId: attempt.id, projectId: project.id, userId: owner.id });
  expect(again).toEqual({ url: env.CAIRN_URL, token });
  const keys = await db.select().from(accessKeys).where(eq(accessKeys.subjectId, attempt.id));
  expect(keys).toMatchObject([{ kind: "job", tokenHash: hashToken(token) }]);
  expect(JSON.stringify(keys)).not.toContain(token);
  expect(kindOfToken(token)).toBe("job");
});

test("two workloads have two tokens", async () => {
  const [one, other] = [await aRunningAttempt(), await aRunningAttempt()];
  expect(one.token).not.toBe(other.token);
  expect((await getWorkload(one.actor)).id).toBe(one.attempt.id);
  expect((await getWorkload(other.actor)).id).toBe(other.attempt.id);
});

test("the token is good for nothing that people do", async () => {
  const { actor, job } = await aRunningAttempt();
  await expect(getJob(actor, job.id)).rejects.toMatchObject({ code: "not_found" });
});

test("an ended workload's token is nobody's", async () => {
  const { actor, attempt, token } = await aRunningAttempt();
  await transaction((tx) => endWorkload(tx, attempt.id));
  expect(await byToken(token)).toBeNull();
  await db.update(attempts).set({ flushedAt: new Date() }).where(eq(attempts.id, attempt.id));
  await expect(getWorkload(actor)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a revision that has ended is asked for nothing", async () => {
  const { actor, revisionId } = await aStartingRevision();
  await db.update(revisions).set({ endedAt: new Date() }).where(eq(revisions.id, revisionId));
  await expect(getWorkload(actor)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("what a disabled person had started stores its outputs all the same", async () => {
  const { owner, token } = await aRunningAttempt();
  await db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, owner.id));
  expect(await byToken(token)).toMatchObject({ credential: { keyKind: "job" } });
});
