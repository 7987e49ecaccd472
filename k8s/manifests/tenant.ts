import { labels, managedByCairn, namespaceOf } from "@/k8s/names";
import { type Kind, type KubeObject, kinds, type Metadata } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";

/** What workloads run as: an account without rights, whose token they do not get. */
export const workloadAccount = "cairn-workload";

export interface TenantObject {
  readonly kind: Kind;
  readonly object: KubeObject & Readonly<Record<string, unknown>>;
}

/** What a project is in the cluster, its namespace first. */
export function tenantManifests(settings: ClusterSettings, projectId: string): [TenantObject, ...TenantObject[]] {
  const namespace = namespaceOf(settings.namespacePrefix, projectId);
  const own = { [labels.managedBy]: managedByCairn, [labels.installation]: settings.installation, [labels.project]: projectId };
  const named = (name: string): Metadata => ({ name, namespace, labels: own });
  return [
    { kind: kinds.namespace, object: { metadata: { name: namespace, labels: { ...own, ...podSecurity("restricted") } } } },
    { kind: kinds.serviceAccount, object: { metadata: named(workloadAccount), automountServiceAccountToken: false } },
    // A quota refuses pods that name no amounts: what others start here by hand gets small ones.
    {
      kind: kinds.limitRange,
      object: {
        metadata: named("cairn-defaults"),
        spec: { limits: [{ type: "Container", default: { cpu: "1", memory: "1Gi" }, defaultRequest: { cpu: "100m", memory: "256Mi" } }] },
      },
    },
    // Nobody outside of the namespace comes in; each gang has a policy of its own that lets its ranks talk.
    { kind: kinds.networkPolicy, object: { metadata: named("cairn-no-ingress"), spec: { podSelector: {}, policyTypes: ["Ingress"] } } },
  ];
}

function podSecurity(level: "restricted"): Record<string, string> {
  return Object.fromEntries(["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
