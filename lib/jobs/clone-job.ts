import type { UserActor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { createJob } from "@/lib/jobs/create-job";
import { getJob } from "@/lib/jobs/get-job";
import { type CloneJobInput, createJobInput, type JobView } from "@/lib/jobs/job";

/** A new job like another one, but for what is given. */
export async function cloneJob(actor: UserActor, { id, ...changes }: CloneJobInput & { readonly id: string }): Promise<JobView> {
  const original = await getJob(actor, id);
  await authorize(actor, "job:write", original.projectId);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const input = createJobInput.parse({ ...toInput(original), ...given, clonedFrom: original.id });
  return createJob(actor, input);
}

/** A job as it would be asked for again. */
function toInput(job: JobView) {
  const ownCommand = job.command.length === 2 && job.command[0] === "python" && job.command[1] === job.code.fileName;
  return {
    projectId: job.projectId,
    name: job.name,
    code: job.code,
    ...(!ownCommand && { command: job.command }),
    parameters: job.parameters,
    variables: job.variables,
    environment: job.environment.versionId,
    inputs: job.inputs.map(({ datasetId, number, target }) => ({ dataset: datasetId, version: number, target })),
    volumes: job.volumes.map(({ volumeId, target, readOnly }) => ({ volume: volumeId, target, readOnly })),
    cpuMilli: job.cpuMilli,
    memoryBytes: job.memoryBytes,
    accelerators: job.accelerators,
    sharedMemoryBytes: job.sharedMemoryBytes,
    maxRunSeconds: job.maxRunSeconds,
    maxAttempts: job.maxAttempts,
    priority: job.priority,
  };
}
