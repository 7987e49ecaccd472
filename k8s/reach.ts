import { lookup } from "node:dns/promises";
import { type Destination, namespacePeer } from "@/k8s/manifests/egress";
import type { Reach } from "@/k8s/manifests/tenant";
import type { ClusterSettings } from "@/k8s/settings";
import { formatCidr, parseCidr } from "@/lib/cidr";
import type { Tenancy } from "@/lib/compute/tenancy";
import { log } from "@/lib/log";

/** Finds the addresses behind names: policies know addresses only, so that this is asked again from time to time. */
export async function findReach(settings: ClusterSettings, { egress }: Tenancy, ownNamespace: string | undefined): Promise<Reach> {
  const platform = await Promise.all(settings.reachable.map(placeOf));
  return {
    platform,
    project: await Promise.all(egress.map(async ({ to, ports, mayBePrivate }) => ({ to: await placesOf(to), ports, mayBePrivate }))),
    gateway: ownNamespace === undefined ? outsideGateway(platform[0]) : [namespacePeer(ownNamespace, gatewayLabels)],
  };
}

/** What the chart gives the pods of the gateway. */
const gatewayLabels = { "app.kubernetes.io/component": "gateway" };

/** Outside of the cluster all of Cairn is on one machine: the gateway asks from where the console answers. */
function outsideGateway(console: Destination | undefined): unknown[] {
  return (console?.to ?? []).flatMap((place) => ("range" in place ? [{ ipBlock: { cidr: formatCidr(place.range) } }] : []));
}

/** A port of a Service is none of its pods', so that all ports of a namespace are meant where that is what a name says. */
async function placeOf(text: string): Promise<Destination> {
  const network = parseCidr(text);
  if (network) return { to: [{ range: network }], ports: [], mayBePrivate: true };
  const { hostname, port, protocol } = new URL(text);
  const to = await placesOf(hostname.replace(/^\[|\]$/g, ""));
  const isWithin = to.some((place) => "namespace" in place);
  return { to, ports: isWithin ? [] : [Number(port) || (protocol === "https:" ? 443 : 80)], mayBePrivate: true };
}

async function placesOf(host: string): Promise<Destination["to"]> {
  const range = parseCidr(host);
  if (range) return [{ range }];
  const namespace = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(host)?.[1];
  if (namespace) return [{ namespace }];
  try {
    const found = await lookup(host, { all: true });
    const ranges = found.flatMap(({ address }) => parseCidr(address) ?? []);
    return ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1)).map((one) => ({ range: one }));
  } catch (err) {
    log.warn({ err, host }, "a name that pods may reach has no address");
    return [];
  }
}
