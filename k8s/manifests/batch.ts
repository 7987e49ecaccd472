import { headlessService, peersOnly } from "@/k8s/manifests/network";
import { podTemplate } from "@/k8s/manifests/pod";
import type { PodMakers } from "@/k8s/manifests/workload";
import { roleName, workloadName } from "@/k8s/names";
import { kinds, type Made } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import { isGang, type Role, type Workload } from "@/lib/compute/workload";

/** A Job for each role, whose pods have ranks and find each other by name. Who is alone has nobody to be found by. */
export function batchManifests(settings: ClusterSettings, workload: Workload): PodMakers {
  return {
    around: isGang(workload) ? [headlessService(settings, workload), peersOnly(settings, workload)] : [],
    makers: workload.roles.map((role) => roleJob(settings, workload, role)),
  };
}

/**
 * A rank that is replaced alone would wait for the others for ever. That one has failed is told of its rank alone: a Job that failed as
 * a whole would delete its other pods, and with them their last words and exit codes. The driver ends those in their place.
 */
const gangFailure = { backoffLimitPerIndex: 0 };
/** Only who is alone comes back after a disruption. */
const loneFailure = {
  backoffLimit: 0,
  podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] },
};

function roleJob(settings: ClusterSettings, workload: Workload, role: Role): Made {
  const metadata = metadataOf(settings, workload, { part: "job", role: role.name, name: roleName(workload.id, role.name) });
  const object = {
    metadata,
    spec: {
      completionMode: "Indexed",
      completions: role.replicas,
      parallelism: role.replicas,
      ...(isGang(workload) ? gangFailure : loneFailure),
      podReplacementPolicy: "Failed",
      template: podTemplate(settings, workload, role, isGang(workload) ? { subdomain: workloadName(workload.id) } : {}),
    },
  };
  return { kind: kinds.job, object };
}
