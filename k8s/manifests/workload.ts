import { batchManifests } from "@/k8s/manifests/batch";
import { checkWorkload } from "@/k8s/manifests/check-workload";
import { interactiveManifests } from "@/k8s/manifests/interactive";
import { pullSecret } from "@/k8s/manifests/pull-secret";
import { serviceManifests } from "@/k8s/manifests/service";
import { givenSecret } from "@/k8s/manifests/volumes";
import type { ConfigMap, Made } from "@/k8s/objects";
import { kinds } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { recordManifest } from "@/k8s/workload-record";
import type { Workload, WorkloadKind } from "@/lib/compute/workload";

/** What differs from kind to kind. */
export interface PodMakers {
  /** What pods find around them when they start. */
  readonly around: readonly Made[];
  /** What makes the pods. */
  readonly makers: readonly Made[];
}

/** Everything that a workload is in a cluster, in the order in which it is made. */
export interface WorkloadManifests extends PodMakers {
  readonly record: ConfigMap;
}

const manifestsOf: Record<WorkloadKind, (settings: ClusterSettings, workload: Workload) => PodMakers> = {
  batch: batchManifests,
  service: serviceManifests,
  interactive: interactiveManifests,
};

/** A pure function of the workload: made a second time it is the same. Throws for what can never run. */
export function workloadManifests(settings: ClusterSettings, workload: Workload): WorkloadManifests {
  checkWorkload(settings, workload);
  const { around, makers } = manifestsOf[workload.kind](settings, workload);
  return { record: recordManifest(settings, workload), around: [...secretsOf(settings, workload), ...around], makers };
}

function secretsOf(settings: ClusterSettings, workload: Workload): Made[] {
  const secrets = [givenSecret(settings, workload), pullSecret(settings, workload)];
  return secrets.flatMap((object) => (object ? { kind: kinds.secret, object: { ...object } } : []));
}
