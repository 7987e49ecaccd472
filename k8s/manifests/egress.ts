import { type Cidr, formatCidr, isPrivate, privateWithin } from "@/lib/cidr";

/** Where pods may connect to: addresses, or the pods of a namespace. */
export interface Destination {
  readonly to: readonly ({ readonly range: Cidr } | { readonly namespace: string })[];
  /** All of them where none is named. */
  readonly ports: readonly number[];
  readonly mayBePrivate: boolean;
}

/** The lines of a policy. A range of the whole world does not mean networks of one's own unless that is said. */
export function egressRules(destinations: readonly Destination[]): unknown[] {
  return destinations.flatMap(({ to, ports, mayBePrivate }) => {
    const peers = to.flatMap((one) =>
      "namespace" in one ? (mayBePrivate ? [namespacePeer(one.namespace)] : []) : addressPeer(one.range, mayBePrivate),
    );
    if (peers.length === 0) return [];
    return [{ to: peers, ...(ports.length > 0 ? { ports: ports.map((port) => ({ protocol: "TCP", port })) } : {}) }];
  });
}

export function namespacePeer(namespace: string, podLabels?: Readonly<Record<string, string>>): unknown {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...(podLabels ? { podSelector: { matchLabels: podLabels } } : {}),
  };
}

function addressPeer(range: Cidr, mayBePrivate: boolean): unknown[] {
  if (mayBePrivate) return [{ ipBlock: { cidr: formatCidr(range) } }];
  if (isPrivate(range)) return [];
  const except = privateWithin(range).map(formatCidr);
  return [{ ipBlock: { cidr: formatCidr(range), ...(except.length > 0 ? { except } : {}) } }];
}
