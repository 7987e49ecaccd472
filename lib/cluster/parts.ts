import { z } from "zod";
import type { ApiGroup } from "@/lib/compute/backend";

/** What a cluster may have beyond Kubernetes itself, and by which of its APIs each is known. */
const known = {
  kueue: ["kueue.x-k8s.io"],
  prometheus: ["monitoring.coreos.com"],
  gateway: ["gateway.networking.k8s.io"],
  metrics: ["metrics.k8s.io"],
  snapshots: ["snapshot.storage.k8s.io"],
  jobset: ["jobset.x-k8s.io"],
  volcano: ["batch.volcano.sh", "scheduling.volcano.sh"],
  trainer: ["trainer.kubeflow.org"],
  kserve: ["serving.kserve.io"],
  keda: ["keda.sh"],
  spark: ["sparkoperator.k8s.io", "spark.apache.org"],
  claims: ["resource.k8s.io"],
} as const satisfies Record<string, readonly string[]>;

export const partNames = ["devices", ...(Object.keys(known) as (keyof typeof known)[])] as const;

export const partView = z
  .object({
    name: z.enum(partNames),
    isThere: z.boolean(),
    evidence: z.array(z.string()).meta({ description: "The APIs or resources by which it is known." }),
  })
  .meta({ id: "ClusterPart", description: "Something that a cluster may have, which Cairn can make use of." });
export type PartView = z.output<typeof partView>;

/** What is there and what is not, from what the API server and the nodes tell. */
export function partsOf(groups: readonly ApiGroup[], acceleratorTypes: readonly string[]): PartView[] {
  const devices: PartView = { name: "devices", isThere: acceleratorTypes.length > 0, evidence: [...acceleratorTypes] };
  const rest = Object.entries(known).map(([name, apis]): PartView => {
    const found = groups.filter((group) => apis.some((api) => api === group.name));
    return {
      name: name as keyof typeof known,
      isThere: found.length > 0,
      evidence: found.map((group) => (group.version ? `${group.name}/${group.version}` : group.name)),
    };
  });
  return [devices, ...rest].toSorted((a, b) => Number(b.isThere) - Number(a.isThere));
}
