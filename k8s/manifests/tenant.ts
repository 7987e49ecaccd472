import { type Destination, egressRules } from "@/k8s/manifests/egress";
import { labels, managedByCairn, namespaceOf } from "@/k8s/names";
import { kinds, type Made, type Metadata } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import type { Quota, Tenancy } from "@/lib/compute/tenancy";

/** What workloads run as: an account without rights, whose token they do not get. */
export const workloadAccount = "cairn-workload";
export const quotaName = "cairn-quota";

/** Addresses that policies name, found out beforehand: they know no host names. */
export interface Reach {
  /** The console and the store, for every project. */
  readonly platform: readonly Destination[];
  /** Of the project's own list. */
  readonly project: readonly Destination[];
  /** Whence the gateway asks endpoints. */
  readonly gateway: readonly unknown[];
}

/** What a project is in the cluster, its namespace first. */
export function tenantManifests(settings: ClusterSettings, tenancy: Tenancy, reach: Reach): [Made, ...Made[]] {
  const namespace = namespaceOf(settings.namespacePrefix, tenancy.projectId);
  const own = { [labels.managedBy]: managedByCairn, [labels.installation]: settings.installation, [labels.project]: tenancy.projectId };
  const named = (name: string): Metadata => ({ name, namespace, labels: own });
  const policy = (name: string, spec: Readonly<Record<string, unknown>>): Made => ({
    kind: kinds.networkPolicy,
    object: { metadata: named(name), spec: { podSelector: {}, ...spec } },
  });
  return [
    { kind: kinds.namespace, object: { metadata: { name: namespace, labels: { ...own, ...podSecurity(tenancy.podSecurity) } } } },
    { kind: kinds.serviceAccount, object: { metadata: named(workloadAccount), automountServiceAccountToken: false } },
    { kind: kinds.resourceQuota, object: { metadata: named(quotaName), spec: { hard: hardOf(tenancy.quota) } } },
    // A quota refuses pods that name no amounts: what others start here by hand gets small ones.
    {
      kind: kinds.limitRange,
      object: {
        metadata: named("cairn-defaults"),
        spec: { limits: [{ type: "Container", default: { cpu: "1", memory: "1Gi" }, defaultRequest: { cpu: "100m", memory: "256Mi" } }] },
      },
    },
    // Nobody comes in and nobody gets out but by the lines below; each gang has a policy of its own that lets its ranks talk.
    policy("cairn-default-deny", { policyTypes: ["Ingress", "Egress"] }),
    policy("cairn-dns", { policyTypes: ["Egress"], egress: [toDns] }),
    policy("cairn-console", {
      policyTypes: ["Ingress", "Egress"],
      ingress: reach.gateway.length > 0 ? [{ from: reach.gateway }] : [],
      egress: egressRules(reach.platform),
    }),
    policy("cairn-egress", { policyTypes: ["Egress"], egress: egressRules(reach.project) }),
  ];
}

/** Whatever answers for names: in pods of any namespace, or a cache on the node. */
const toDns = {
  to: [{ namespaceSelector: {} }, { ipBlock: { cidr: "169.254.20.10/32" } }],
  ports: [53, 5353].flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port }))),
};

/** A quota as the cluster writes it; extended resources only know requests. */
export function hardOf({ cpuMilli, memoryBytes, accelerators, storageBytes, replicas }: Quota): Record<string, string> {
  return {
    ...(cpuMilli === null ? {} : { "requests.cpu": `${cpuMilli}m` }),
    ...(memoryBytes === null ? {} : { "limits.memory": String(memoryBytes) }),
    ...(storageBytes === null ? {} : { "requests.storage": String(storageBytes) }),
    ...(replicas === null ? {} : { pods: String(replicas) }),
    ...Object.fromEntries(Object.entries(accelerators).map(([type, count]) => [`requests.${type}`, String(count)])),
  };
}

function podSecurity(level: Tenancy["podSecurity"]): Record<string, string> {
  return Object.fromEntries(["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
