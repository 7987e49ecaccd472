import { expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import { computes } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { aJob } from "@/db/testing/train-factories";
import { appendLines } from "@/lib/logs/append-lines";
import { appendPoints } from "@/lib/runs/append-points";
import { followTopics } from "@/lib/stream/follow-topics";
import { parseTopics } from "@/lib/stream/topic";

test("a log and the metrics of a run say first how much there is, also when that is nothing", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  const written = await aJob(project.id, member.userId, { status: "running" });
  const silent = await aJob(project.id, member.userId, { status: "running" });
  const at = new Date();
  await appendLines(written.attempt.id, [{ at, rank: 0, role: "worker", stream: "stdout", text: "here", lostBytes: 0 }]);
  await transaction((tx) => appendPoints(tx, written.attempt.runId, [{ name: "loss", step: 1, value: 0.5, at }]));

  const first = async (name: string) => {
    const leaving = new AbortController();
    const told = await followTopics(member, parseTopics(name), { after: new Map(), signal: leaving.signal });
    for await (const { event, data } of told) {
      if (event === "open") continue;
      leaving.abort();
      return { event, data };
    }
    return undefined;
  };
  for (const [name, count] of [
    [`log:${written.attempt.id}`, 1],
    [`log:${silent.attempt.id}`, 0],
    [`metrics:${written.attempt.runId}`, 1],
    [`metrics:${silent.attempt.runId}`, 0],
  ] as const) {
    expect(await first(name), name).toEqual({ event: "stands", data: { topic: name, count } });
  }
});

test("everyone is told since when the cluster does not answer", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  const row = { name: "fake", seenAt: new Date("2026-01-01T10:00:00Z"), awaySince: new Date("2026-01-01T10:00:05Z") };
  await db.insert(computes).values(row);
  const leaving = new AbortController();
  const told = await followTopics(member, parseTopics("worker"), { after: new Map(), signal: leaving.signal });
  for await (const { event, data } of told) {
    if (event !== "worker") continue;
    leaving.abort();
    expect(data).toMatchObject({ away: { since: row.awaySince.toISOString(), seenAt: row.seenAt.toISOString() } });
  }
  expect.assertions(1);
});
