import { stringify } from "yaml";
import type { CreateJobInput, JobView } from "@/lib/jobs/job";

/** A job's input as the command line reads it: what has its usual value is left out. */
export function inputYaml(input: Omit<CreateJobInput, "projectId" | "clonedFrom">): string {
  const { name, environment, code, command, inputs, volumes, parameters, variables, cpuMilli, memoryBytes } = input;
  const { accelerators, sharedMemoryBytes, maxRunSeconds, maxAttempts, priority } = input;
  return stringify(
    {
      name,
      environment,
      ...(inputs.length > 0 && { inputs }),
      ...(volumes.length > 0 && { volumes }),
      ...(command && { command }),
      ...(Object.keys(parameters).length > 0 && { parameters }),
      ...(Object.keys(variables).length > 0 && { variables }),
      cpuMilli,
      memoryBytes,
      ...(Object.keys(accelerators).length > 0 && { accelerators }),
      ...(sharedMemoryBytes !== null && { sharedMemoryBytes }),
      ...(maxRunSeconds !== null && { maxRunSeconds }),
      ...(maxAttempts > 1 && { maxAttempts }),
      ...(priority !== 0 && { priority }),
      code: { fileName: code.fileName, text: code.text },
    },
    { lineWidth: 0 },
  );
}

/** The same of a job that was submitted: submitting it again gives the same job. */
export function jobYaml(job: JobView): string {
  const isOwnCommand = job.command.length === 2 && job.command[0] === "python" && job.command[1] === job.code.fileName;
  const { command: given, ...rest } = job;
  return inputYaml({
    ...rest,
    environment: job.environment.slug,
    inputs: job.inputs.map(({ slug, number, target }) => ({ dataset: slug, version: number, target })),
    volumes: job.volumes.map(({ name, target, readOnly }) => ({ volume: name, target, readOnly })),
    ...(!isOwnCommand && { command: given }),
  });
}
