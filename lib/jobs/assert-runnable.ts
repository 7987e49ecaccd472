import type { Resources } from "@/lib/compute/workload";
import { isOf } from "@/lib/environments/where-it-runs";
import { AppError, type FieldError, invalidField } from "@/lib/errors";
import type { CreateJobInput } from "@/lib/jobs/job";
import type { ResolvedEnvironment } from "@/lib/jobs/resolve-parts";
import { decide } from "@/lib/scheduling/decide";
import { explainNever } from "@/lib/scheduling/explain-wait";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

type Asked = Pick<CreateJobInput, "projectId" | "cpuMilli" | "memoryBytes" | "accelerators" | "sharedMemoryBytes">;

/** Refuses, before it waits for ever, what no node could hold and what its environment cannot do without. */
export async function assertRunnable(input: Asked, environment: ResolvedEnvironment): Promise<void> {
  const { accelerator, architectures, name } = environment;
  if (input.sharedMemoryBytes !== null && input.sharedMemoryBytes > input.memoryBytes)
    throw invalidField("sharedMemoryBytes", "jobs.refused.sharedMemory");
  if (accelerator !== null && !Object.keys(input.accelerators).some((type) => isOf(accelerator, type)))
    throw invalidField("accelerators", "jobs.refused.acceleratorNeeded", { name, accelerator });
  const nodes = await sampledNodes();
  // While no worker has said what there is, it waits.
  if (nodes.length === 0) return;
  const fitting = nodes.filter((node) => architectures.length === 0 || architectures.some((one) => one === node.architecture));
  const resources: Resources = { cpuMilli: input.cpuMilli, memoryBytes: input.memoryBytes, accelerators: input.accelerators };
  const asked = { id: "asked", projectId: input.projectId, resources, priority: 0, since: new Date(), maxRunSeconds: null };
  if (!decide([asked], fitting, [], new Date()).never.has(asked.id)) return;
  const { key, params } = explainNever(resources, fitting);
  throw new AppError("invalid", key, params ?? {}, { fields: [{ path: fieldOf(key), key, ...(params && { params }) }] });
}

function fieldOf(key: FieldError["key"]): string {
  if (key === "scheduling.neverMemory") return "memoryBytes";
  return key === "scheduling.neverAccelerator" || key === "scheduling.neverSoManyAccelerators" ? "accelerators" : "cpuMilli";
}
