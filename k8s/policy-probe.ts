import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "@/k8s/client";
import { asker, listener, probeCodes, probePlace } from "@/k8s/manifests/probe";
import { labels } from "@/k8s/names";
import { kinds, type Made, type Pod } from "@/k8s/objects";
import { exitOf } from "@/k8s/pod-exit";
import { type PodState, projectPod } from "@/k8s/projections";
import { pendingReason } from "@/k8s/reasons";
import { refusalOf } from "@/k8s/request";
import type { ClusterSettings } from "@/k8s/settings";
import type { PolicyDoubtKey, PolicyFinding } from "@/lib/compute/backend";

/** For images to be pulled and a namespace to go. */
const patienceMs = 150_000;
const lookMs = 1000;

/**
 * Whether the cluster's network holds to what policies say, found out by trying: of one small pod two ports are asked, and a policy
 * forbids one of them. Policies of others can shut both; then nothing is known. Whatever was made for it goes in the end.
 */
export async function probePolicies(client: KubeClient, settings: ClusterSettings): Promise<PolicyFinding> {
  if (settings.wrapperImage === undefined) return unknown("noImage");
  const [namespace, policy] = probePlace(settings);
  const { name } = namespace.object.metadata;
  const removed = () => client.delete(kinds.namespace, name, undefined, { propagation: "Background" });
  // A worker that was killed may have left its own.
  await removed();
  await until(async () => (await client.find(kinds.namespace, name)) === undefined);
  try {
    for (const { kind, object } of [namespace, policy]) await client.create(kind, object);
    const host = await started(client, listener(settings));
    if (!host?.main.running) return noPods(host);
    const asked = await ended(client, asker(settings, host.address));
    return findingOf(asked);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return unknown("refused", refusal.message);
  } finally {
    await removed();
  }
}

function findingOf(asked: PodState | undefined): PolicyFinding {
  switch (asked && exitOf(asked)?.code) {
    case probeCodes.enforced:
      return { answer: "enforced" };
    case probeCodes.ignored:
      return { answer: "ignored" };
    case probeCodes.silent:
      return unknown("noControl");
    default:
      return noPods(asked);
  }
}

function noPods(pod: PodState | undefined): PolicyFinding {
  const { params } = pod ? pendingReason(pod, []) : {};
  return unknown("noPods", String(params?.detail ?? pod?.message ?? ""));
}

function unknown(key: PolicyDoubtKey, detail = ""): PolicyFinding {
  return { answer: "unknown", reason: { key, params: { detail } } };
}

/** The pod once it has an address and runs, or as it is when nobody waits any longer. */
function started(client: KubeClient, job: Made): Promise<PodState | undefined> {
  return podOf(client, job, ({ main }) => main.running !== undefined || main.terminated !== undefined);
}

function ended(client: KubeClient, job: Made): Promise<PodState | undefined> {
  return podOf(client, job, (pod) => exitOf(pod) !== undefined);
}

async function podOf(client: KubeClient, { kind, object }: Made, isIt: (pod: PodState) => boolean): Promise<PodState | undefined> {
  await client.create(kind, object);
  const { namespace = "", name } = object.metadata;
  let last: PodState | undefined;
  await until(async () => {
    const [pod] = await client.list<Pod>(kinds.pod, { namespace, labelSelector: `${labels.role}=${name}` });
    last = pod && projectPod(pod);
    return last !== undefined && isIt(last);
  });
  return last;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(lookMs)) if (await isTrue()) return;
}
