"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/http/action";
import { createJob } from "@/lib/jobs/create-job";
import { deleteJob, restoreJob } from "@/lib/jobs/delete-job";
import { createJobInput } from "@/lib/jobs/job";
import { outputDownload } from "@/lib/jobs/list-outputs";
import { retryJob } from "@/lib/jobs/retry-job";
import { stopJob } from "@/lib/jobs/stop-job";
import { dryRun, dryRunInput } from "@/lib/scheduling/dry-run";

const one = z.object({ id: z.uuid() });

export const createJobAction = action("job.create", createJobInput, async (actor, input) => {
  const { slug } = await createJob(actor, input);
  return { slug };
});

export const dryRunAction = action("job.dryRun", dryRunInput, dryRun);

export const stopJobAction = action("job.stop", one, async (actor, { id }) => {
  await stopJob(actor, id);
  refresh();
});

export const retryJobAction = action("job.retry", one, async (actor, { id }) => {
  await retryJob(actor, id);
  refresh();
});

export const deleteJobAction = action("job.delete", one, async (actor, { id }) => {
  await deleteJob(actor, id);
  refresh();
});

export const restoreJobAction = action("job.restore", one, async (actor, { id }) => {
  await restoreJob(actor, id);
  refresh();
});

const output = z.object({ attemptId: z.uuid(), path: z.string().max(1024).optional() });

export const outputLinkAction = action("job.output", output, async (actor, input) => ({ url: await outputDownload(actor, input) }));
