import type { environmentVersions } from "@/db/schema";
import type { Resources } from "@/lib/compute/workload";
import { isMadeFor, isOf } from "@/lib/environments/where-it-runs";
import { invalidField } from "@/lib/errors";
import type { MessageKey } from "@/lib/i18n/keys";
import { couldStart } from "@/lib/scheduling/decide";
import { explainNever } from "@/lib/scheduling/explain-wait";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

interface Asked {
  readonly resources: Resources;
  readonly copies?: number;
  readonly environment: Pick<typeof environmentVersions.$inferSelect, "accelerator" | "architectures"> & { readonly name: string };
}

/** Refuses, before it waits for ever, what no node could hold and what its environment cannot do without, naming the field. */
export async function assertFits({ resources, copies = 1, environment }: Asked): Promise<void> {
  const { accelerator, name } = environment;
  if (accelerator !== null && !Object.keys(resources.accelerators).some((type) => isOf(accelerator, type)))
    throw invalidField("accelerators", "environments.place.acceleratorNeeded", { name, accelerator });
  const nodes = await sampledNodes();
  // While no worker has said what there is, it waits.
  if (nodes.length === 0) return;
  const fitting = nodes.filter((node) => isMadeFor(environment, node));
  const asked = { id: "asked", projectId: "", resources, copies, priority: 0, since: new Date(), maxRunSeconds: null };
  if (couldStart(asked, fitting)) return;
  const { key, params } = explainNever(resources, fitting, copies);
  throw invalidField(fields[key] ?? "cpuMilli", key, params);
}

const fields: Partial<Record<MessageKey, string>> = {
  "scheduling.neverMemory": "memoryBytes",
  "scheduling.neverAccelerator": "accelerators",
  "scheduling.neverSoManyAccelerators": "accelerators",
  "scheduling.neverReplicas": "replicas",
};
