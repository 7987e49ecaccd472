import { addressable, headlessService, podsOf } from "@/k8s/manifests/network";
import { podTemplate } from "@/k8s/manifests/pod";
import type { PodMakers } from "@/k8s/manifests/workload";
import { roleName, workloadName } from "@/k8s/names";
import { kinds, type Made } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import type { Role, Workload } from "@/lib/compute/workload";

/** A StatefulSet for each role: a pod keeps its name, and there are never two of it, so that a volume has one writer. */
export function interactiveManifests(settings: ClusterSettings, workload: Workload): PodMakers {
  return {
    around: [headlessService(settings, workload), ...workload.roles.flatMap((role) => addressable(settings, workload, role))],
    makers: workload.roles.map((role) => statefulSet(settings, workload, role)),
  };
}

function statefulSet(settings: ClusterSettings, workload: Workload, role: Role): Made {
  const object = {
    metadata: metadataOf(settings, workload, { part: "statefulset", role: role.name, name: roleName(workload.id, role.name) }),
    spec: {
      replicas: role.replicas,
      serviceName: workloadName(workload.id),
      podManagementPolicy: "Parallel",
      selector: { matchLabels: podsOf(settings, workload, role) },
      template: podTemplate(settings, workload, role),
    },
  };
  return { kind: kinds.statefulSet, object };
}
