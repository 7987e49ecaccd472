import type { JobSpec } from "@/db/schema/train";
import type { Mount, MountedFile, Workload, WorkloadEnvironment } from "@/lib/compute/workload";
import { codeFolder, outputsFolder, parameterArguments, parameterVariables } from "@/lib/jobs/job-folders";

/** The one role of a job of one replica. */
export const mainRole = "main";

export interface JobParts {
  readonly jobId: string;
  readonly attemptId: string;
  readonly runId: string;
  readonly attempt: number;
  readonly tenant: Workload["tenant"];
  readonly spec: JobSpec;
  readonly environment: WorkloadEnvironment;
  readonly inputs: readonly { readonly target: string; readonly files: readonly MountedFile[] }[];
  readonly volumes: readonly Mount[];
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly accelerators: Readonly<Record<string, number>>;
  readonly sharedMemoryBytes: number | null;
  readonly maxRunSeconds: number | null;
  /** How it reaches Cairn where its files are not here; null where they are. */
  readonly access: Workload["access"] | null;
}

/** The workload of one attempt: a pure function of its rows, so that a second launch is the same one. */
export function jobWorkload(job: JobParts): Workload {
  return {
    id: job.attemptId,
    kind: "batch",
    tenant: job.tenant,
    roles: [
      {
        name: mainRole,
        replicas: 1,
        environment: job.environment,
        command: [...job.spec.command, ...parameterArguments(job.spec.parameters)],
        workingDirectory: codeFolder,
        variables: {
          ...job.spec.variables,
          ...parameterVariables(job.spec.parameters),
          CAIRN_JOB_ID: job.jobId,
          CAIRN_ATTEMPT_ID: job.attemptId,
          CAIRN_ATTEMPT: String(job.attempt),
          CAIRN_RUN_ID: job.runId,
        },
        resources: {
          cpuMilli: job.cpuMilli,
          memoryBytes: job.memoryBytes,
          accelerators: job.accelerators,
          ...(job.sharedMemoryBytes !== null && { sharedMemoryBytes: job.sharedMemoryBytes }),
        },
        mounts: [
          { target: codeFolder, readOnly: false, source: { kind: "inline", files: { [job.spec.code.fileName]: job.spec.code.text } } },
          ...job.inputs.map(({ target, files }) => ({ target, readOnly: true, source: { kind: "files" as const, entries: files } })),
          ...job.volumes,
          { target: outputsFolder, readOnly: false, source: { kind: "outputs" } },
        ],
        ports: [],
      },
    ],
    ...(job.maxRunSeconds !== null && { maxRunSeconds: job.maxRunSeconds }),
    ...(job.access && { access: job.access }),
  };
}
