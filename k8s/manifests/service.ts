import { addressable, podsOf } from "@/k8s/manifests/network";
import { podTemplate } from "@/k8s/manifests/pod";
import type { PodMakers } from "@/k8s/manifests/workload";
import { roleName } from "@/k8s/names";
import { kinds, type Made } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import type { Role, Workload } from "@/lib/compute/workload";

/** A Deployment for each role, and one address for all of its replicas that are ready. */
export function serviceManifests(settings: ClusterSettings, workload: Workload): PodMakers {
  return {
    around: workload.roles.flatMap((role) => [
      ...addressable(settings, workload, role),
      ...(role.replicas > 1 ? [budget(settings, workload, role)] : []),
    ]),
    makers: workload.roles.map((role) => deployment(settings, workload, role)),
  };
}

/** Whoever drains nodes takes one replica after the other. */
function budget(settings: ClusterSettings, workload: Workload, role: Role): Made {
  const name = roleName(workload.id, role.name);
  const object = {
    metadata: metadataOf(settings, workload, { part: "budget", role: role.name, name }),
    spec: { maxUnavailable: 1, selector: { matchLabels: podsOf(settings, workload, role) } },
  };
  return { kind: kinds.podDisruptionBudget, object };
}

function deployment(settings: ClusterSettings, workload: Workload, role: Role): Made {
  const selector = { matchLabels: podsOf(settings, workload, role) };
  const object = {
    metadata: metadataOf(settings, workload, { part: "deployment", role: role.name, name: roleName(workload.id, role.name) }),
    spec: {
      replicas: role.replicas,
      selector,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: podTemplate(settings, workload, role, { topologySpreadConstraints: apart.map((key) => spread(key, selector)) }),
    },
  };
  return { kind: kinds.deployment, object };
}

/** What may fail as a whole. */
const apart = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"] as const;

/** A wish: where there is one zone or one node, all run there. */
function spread(topologyKey: string, labelSelector: unknown): unknown {
  return { maxSkew: 1, topologyKey, whenUnsatisfiable: "ScheduleAnyway", labelSelector };
}
