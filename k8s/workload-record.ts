import { labels, managedByCairn, namespaceOf, workloadName } from "@/k8s/names";
import type { ConfigMap, Metadata } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import type { ComputeReason, Workload, WorkloadKind } from "@/lib/compute/workload";

/** What has to be known of a workload to say what became of it, even when its Jobs and pods are gone. */
export interface WorkloadRecord {
  readonly id: string;
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: string;
  readonly roles: readonly RecordedRole[];
  readonly maxRunSeconds?: number;
  readonly stop?: StopRecord;
  /** Of a gang: who was lost first, and why, though nothing is left of its pod. */
  readonly loss?: LossRecord;
  /** Whether all of it was made: what is missing afterwards was taken away. */
  readonly isLaunched: boolean;
  readonly isBeingRemoved: boolean;
}

export interface RecordedRole {
  readonly name: string;
  readonly replicas: number;
  readonly memoryBytes: number;
  readonly endsWith?: string;
}

export interface StopRecord {
  readonly at: string;
  /** Replicas that had ended by themselves, as `role/rank`. */
  readonly ended: readonly string[];
}

export interface LossRecord {
  readonly role: string;
  readonly rank: number;
  readonly reason: ComputeReason;
}

const dataKey = "workload.json";
export const stopAnnotation = "cairn.dev/stop";
/** How many replicas a role has since its launch, by the role's name. */
export const scaleAnnotation = "cairn.dev/scale";
export const lossAnnotation = "cairn.dev/loss";
export const launchedAnnotation = "cairn.dev/launched";
/** The one object that stands for a whole workload: made first, removed last, owner of all others. */
export const recordPart = "workload";

export function recordManifest(settings: ClusterSettings, workload: Workload): ConfigMap {
  const { id, kind, roles, maxRunSeconds } = workload;
  const kept = {
    id,
    kind,
    roles: roles.map(({ name, replicas, resources, endsWith }) => ({
      name,
      replicas,
      memoryBytes: resources.memoryBytes,
      ...(endsWith === undefined ? {} : { endsWith }),
    })),
    ...(maxRunSeconds === undefined ? {} : { maxRunSeconds }),
  };
  return { metadata: metadataOf(settings, workload, { part: recordPart }), data: { [dataKey]: JSON.stringify(kept) } };
}

/** Undefined for what is no record of ours. */
export function readRecord({ metadata, data }: ConfigMap): WorkloadRecord | undefined {
  const text = data?.[dataKey];
  if (text === undefined || metadata.labels?.[labels.part] !== recordPart) return undefined;
  const stop = metadata.annotations?.[stopAnnotation];
  const loss = metadata.annotations?.[lossAnnotation];
  const kept: Pick<WorkloadRecord, "id" | "kind" | "roles" | "maxRunSeconds"> = JSON.parse(text);
  const scaled: Readonly<Record<string, number>> = JSON.parse(metadata.annotations?.[scaleAnnotation] ?? "{}");
  return {
    ...kept,
    roles: kept.roles.map((role) => ({ ...role, replicas: scaled[role.name] ?? role.replicas })),
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    uid: metadata.uid ?? "",
    createdAt: metadata.creationTimestamp ?? "",
    isLaunched: metadata.annotations?.[launchedAnnotation] !== undefined,
    isBeingRemoved: metadata.deletionTimestamp !== undefined,
    ...(stop === undefined ? {} : { stop: JSON.parse(stop) }),
    ...(loss === undefined ? {} : { loss: JSON.parse(loss) }),
  };
}

/** Name, place and labels of one object of a workload. */
export function metadataOf(
  settings: ClusterSettings,
  { id, tenant }: Pick<Workload, "id" | "tenant">,
  { part, role, name = workloadName(id) }: { part: string; role?: string; name?: string },
): Metadata {
  return {
    name,
    namespace: namespaceOf(settings.namespacePrefix, tenant.projectId),
    labels: {
      [labels.managedBy]: managedByCairn,
      [labels.installation]: settings.installation,
      [labels.project]: tenant.projectId,
      [labels.workload]: id,
      [labels.part]: part,
      ...(role === undefined ? {} : { [labels.role]: role }),
    },
  };
}
