import { invalidField } from "@/lib/errors";
import type { CreateJobInput } from "@/lib/jobs/job";
import type { ResolvedEnvironment } from "@/lib/jobs/resolve-parts";
import { assertFits } from "@/lib/scheduling/assert-fits";

type Asked = Pick<CreateJobInput, "cpuMilli" | "memoryBytes" | "accelerators" | "sharedMemoryBytes">;

/** Refuses a job that no node could ever run. */
export async function assertRunnable(input: Asked, environment: ResolvedEnvironment): Promise<void> {
  const { cpuMilli, memoryBytes, accelerators, sharedMemoryBytes } = input;
  if (sharedMemoryBytes !== null && sharedMemoryBytes > memoryBytes) throw invalidField("sharedMemoryBytes", "jobs.refused.sharedMemory");
  await assertFits({ resources: { cpuMilli, memoryBytes, accelerators }, environment });
}
