import { portNumber } from "@/k8s/manifests/variables";
import { labels, roleName } from "@/k8s/names";
import { kinds, type Made } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import type { Role, Workload } from "@/lib/compute/workload";

/** The Service whose endpoints are the addresses of a role. */
export const addressPart = "address";

/** What lets replicas find each other by name, also before any of them is ready. */
export function headlessService(settings: ClusterSettings, workload: Workload): Made {
  const object = {
    metadata: metadataOf(settings, workload, { part: "service" }),
    spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: podsOf(settings, workload) },
  };
  return { kind: kinds.service, object };
}

/** Lets the replicas of one workload reach each other. */
export function peersOnly(settings: ClusterSettings, workload: Workload): Made {
  const podSelector = { matchLabels: podsOf(settings, workload) };
  const object = {
    metadata: metadataOf(settings, workload, { part: "policy" }),
    spec: { podSelector, policyTypes: ["Ingress", "Egress"], ingress: [{ from: [{ podSelector }] }], egress: [{ to: [{ podSelector }] }] },
  };
  return { kind: kinds.networkPolicy, object };
}

/** One address for the replicas of a role that are ready. */
export function addressable(settings: ClusterSettings, workload: Workload, role: Role): Made[] {
  if (role.ports.length === 0) return [];
  const selector = podsOf(settings, workload, role);
  const ports = role.ports.map(({ name }) => ({ name, port: portNumber(role, name) }));
  const name = roleName(workload.id, role.name);
  const metadata = metadataOf(settings, workload, { part: addressPart, role: role.name, name });
  return [{ kind: kinds.service, object: { metadata, spec: { selector, ports } } }];
}

/** Labels that all pods of a workload, or of one of its roles, have, and no other pod. */
export function podsOf({ installation }: ClusterSettings, { id }: Workload, role?: Role): Readonly<Record<string, string>> {
  return { [labels.installation]: installation, [labels.workload]: id, ...(role ? { [labels.role]: role.name } : {}) };
}
