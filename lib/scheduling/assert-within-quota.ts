import { db } from "@/db/client";
import type { Resources } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";
import { explainExcess } from "@/lib/scheduling/explain-quota";
import { readQuotas } from "@/lib/scheduling/queue-state";
import { type Excess, excessOf } from "@/lib/scheduling/quota";
import { nothing } from "@/lib/scheduling/resources";

/** What is larger than all of a project's quota is refused before it waits for somebody to raise it. */
export async function assertWithinQuota(projectId: string, asked: Resources): Promise<void> {
  const excess = excessOf((await readQuotas(db, [projectId])).get(projectId), nothing, asked);
  if (!excess) return;
  const { key, params = {} } = explainExcess({ ...excess, ahead: 0 });
  throw new AppError("quota_exceeded", key, params, { fields: [{ path: fieldOf(excess), key, params }] });
}

function fieldOf({ resource }: Excess): string {
  if (resource === "cpu") return "cpuMilli";
  return resource === "memory" ? "memoryBytes" : "accelerators";
}
