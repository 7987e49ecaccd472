/** What one account may do in a cluster. A part of a resource is written as the cluster writes it: `pods/log`. */
export interface Right {
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

const looks = ["get", "list", "watch"];
const keeps = [...looks, "create", "patch", "delete"];
const core = "";

/**
 * All that the worker asks of a cluster; the chart's roles are the same lists. Secrets are made and never read: what others keep in
 * theirs is not Cairn's business.
 */
export const workerRights: readonly Right[] = [
  { group: core, resource: "namespaces", verbs: keeps },
  { group: core, resource: "configmaps", verbs: keeps },
  // What owns others and holds its own end until they are gone needs this where owners are checked (OpenShift).
  { group: core, resource: "configmaps/finalizers", verbs: ["update"] },
  { group: core, resource: "secrets", verbs: ["create"] },
  { group: core, resource: "services", verbs: [...looks, "create"] },
  { group: core, resource: "serviceaccounts", verbs: [...looks, "create", "patch"] },
  { group: core, resource: "limitranges", verbs: [...looks, "create", "patch"] },
  { group: core, resource: "resourcequotas", verbs: [...looks, "create", "patch"] },
  { group: core, resource: "persistentvolumeclaims", verbs: [...looks, "create", "delete"] },
  // Only what stands for a folder of a file server; the chart's policy refuses every other source.
  { group: core, resource: "persistentvolumes", verbs: [...looks, "create", "delete"] },
  { group: core, resource: "pods", verbs: [...looks, "patch", "delete"] },
  { group: core, resource: "pods/log", verbs: ["get"] },
  { group: core, resource: "pods/exec", verbs: ["get", "create"] },
  { group: core, resource: "pods/eviction", verbs: ["create"] },
  { group: core, resource: "events", verbs: looks },
  { group: core, resource: "nodes", verbs: [...looks, "patch"] },
  { group: "batch", resource: "jobs", verbs: [...looks, "create", "delete"] },
  { group: "apps", resource: "deployments", verbs: keeps },
  { group: "apps", resource: "statefulsets", verbs: keeps },
  { group: "networking.k8s.io", resource: "networkpolicies", verbs: [...looks, "create", "patch"] },
  { group: "policy", resource: "poddisruptionbudgets", verbs: [...looks, "create"] },
  { group: "discovery.k8s.io", resource: "endpointslices", verbs: looks },
];

/** The console looks at what the cluster has, and changes nothing there. */
export const webRights: readonly Right[] = [
  { group: core, resource: "resourcequotas", verbs: ["get"] },
  { group: core, resource: "nodes", verbs: looks },
  { group: core, resource: "pods", verbs: looks },
  // What a drain would have to wait for.
  { group: "policy", resource: "poddisruptionbudgets", verbs: looks },
];
