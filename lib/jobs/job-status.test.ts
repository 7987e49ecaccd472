import { expect, test } from "vitest";
import { jobStatuses } from "@/db/values";
import { canMove, hasEnded } from "@/lib/jobs/job-status";

test("what has ended moves only by another attempt", () => {
  expect(jobStatuses.filter(hasEnded)).toEqual(["succeeded", "failed", "cancelled"]);
  expect(jobStatuses.filter((to) => canMove("succeeded", to))).toEqual([]);
  expect(jobStatuses.filter((to) => canMove("failed", to))).toEqual(["queued"]);
});

test("nothing that runs is cancelled without being stopped first", () => {
  expect(canMove("running", "cancelled")).toBe(false);
  expect(canMove("running", "stopping")).toBe(true);
  expect(canMove("stopping", "cancelled")).toBe(true);
});
