import { expect, test } from "vitest";
import { transaction } from "@/db/client";
import { newId } from "@/lib/id";
import { enter, type StageEntry } from "@/lib/timeline/enter";
import { listTimeline } from "@/lib/timeline/list-timeline";

const id = newId();
const say = (entry: Omit<StageEntry, "subject">) => transaction((tx) => enter(tx, { subject: { type: "job", id }, ...entry }));

test("a stage ends when the next one begins, and a new reason replaces the old one", async () => {
  await say({ stage: "queued", key: "timeline.accepted" });
  await say({ stage: "queued", key: "timeline.queuedBehind", params: { count: 2 }, holder: { type: "job", id: newId(), name: "other" } });
  await say({ stage: "running", key: "timeline.running" });
  await say({ stage: "ended", key: "timeline.succeeded" });
  const stages = await listTimeline(id);
  expect(stages.map(({ stage, key, until }) => [stage, key, until !== null])).toEqual([
    ["queued", "timeline.queuedBehind", true],
    ["running", "timeline.running", true],
    ["ended", "timeline.succeeded", true],
  ]);
  expect(stages[0]).toMatchObject({ params: { count: 2 }, holder: { name: "other" }, until: stages[1]?.since });
});

test("another attempt begins a stage of its own", async () => {
  await say({ attempt: 2, stage: "queued", key: "timeline.accepted" });
  expect((await listTimeline(id)).at(-1)).toMatchObject({ attempt: 2, stage: "queued", until: null });
});
