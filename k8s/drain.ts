import type { KubeClient } from "@/k8s/client";
import { labels as ourLabels } from "@/k8s/names";
import { kinds, type LabelSelector, type Pod, type PodDisruptionBudget } from "@/k8s/objects";
import { refusalOf } from "@/k8s/request";
import type { DrainedPod, DrainOptions } from "@/lib/compute/backend";
import { notFound } from "@/lib/errors";

const mirrorAnnotation = "kubernetes.io/config.mirror";

interface DrainContext {
  readonly client: KubeClient;
  readonly installation: string;
}

export async function setSchedulable(client: KubeClient, node: string, isSchedulable: boolean): Promise<void> {
  const patched = await client.patch(kinds.node, node, undefined, { spec: { unschedulable: isSchedulable ? null : true } });
  if (!patched) throw notFound();
}

/** What an emptying would do, pod by pod: read anew, whatever the watches have seen. */
export async function drainPlan({ client, installation }: DrainContext, node: string, options: DrainOptions): Promise<DrainedPod[]> {
  const [pods, budgets] = await Promise.all([
    client.list<Pod>(kinds.pod, { fieldSelector: `spec.nodeName=${node}` }),
    client.list<PodDisruptionBudget>(kinds.podDisruptionBudget),
  ]);
  const isOurs = ({ metadata }: Pod) => metadata.labels?.[ourLabels.installation] === installation;
  const workloadOf = (pod: Pod) => (isOurs(pod) && pod.metadata.labels?.[ourLabels.workload]) || null;
  return pods
    .filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed")
    .map((pod) => {
      const workload = workloadOf(pod);
      const { name, namespace = "" } = pod.metadata;
      return { name, namespace, workload, ...fateOf(pod, workload !== null, budgets, options) };
    });
}

/** Asks all that can go; what is being deleted already is only waited for. */
export async function drain(context: DrainContext, node: string, options: DrainOptions): Promise<DrainedPod[]> {
  const left = (await drainPlan(context, node, options)).filter(({ fate }) => fate !== "stays" && fate !== "stuck");
  await Promise.all(
    left.map(({ name, namespace }) =>
      context.client.evict(name, namespace).catch((error: unknown) => {
        // A budget that allows no more now, or a server that is busy: the next turn asks again.
        if (refusalOf(error)?.status !== 429) throw error;
      }),
    ),
  );
  return left;
}

type Fate = Pick<DrainedPod, "fate" | "reason">;

/** A pure function of what is there: what would become of a pod. */
export function fateOf(pod: Pod, isOurs: boolean, budgets: readonly PodDisruptionBudget[], { endsLocalData }: DrainOptions): Fate {
  const { annotations, ownerReferences = [] } = pod.metadata;
  if (annotations?.[mirrorAnnotation] !== undefined) return { fate: "stays", reason: { key: "static" } };
  if (ownerReferences.some(({ kind }) => kind === "DaemonSet")) return { fate: "stays", reason: { key: "daemon" } };
  // Whatever Cairn runs stores what it leaves elsewhere before it ends.
  if (!isOurs && !endsLocalData && keepsData(pod)) return { fate: "stuck", reason: { key: "localData" } };
  if (ownerReferences.length === 0) return { fate: "stuck", reason: { key: "alone" } };
  const spent = budgets.find((budget) => guards(budget, pod) && (budget.status?.disruptionsAllowed ?? 0) < 1);
  if (spent) return { fate: "waits", reason: { key: "budget", params: { budget: spent.metadata.name } } };
  return { fate: isOurs && ownerReferences.some(({ kind }) => kind === "Job") ? "retries" : "moves" };
}

/** Folders of the pod itself, which end with it; those in memory are nobody's data. */
function keepsData({ spec }: Pod): boolean {
  return (spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined && emptyDir?.medium !== "Memory");
}

function guards({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean {
  return metadata.namespace === pod.metadata.namespace && selects(spec?.selector, pod.metadata.labels ?? {});
}

function selects(selector: LabelSelector | undefined, own: Readonly<Record<string, string>>): boolean {
  if (!selector) return false;
  const isLabelled = Object.entries(selector.matchLabels ?? {}).every(([name, value]) => own[name] === value);
  return isLabelled && (selector.matchExpressions ?? []).every((one) => holds(one, own[one.key]));
}

function holds({ operator, values = [] }: NonNullable<LabelSelector["matchExpressions"]>[number], value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}
