import { fetchContainer, mainContainer } from "@/k8s/manifests/pod";
import { indexAnnotation, indexLabel, labels, rankAnnotation } from "@/k8s/names";
import type { Condition, ContainerState, ContainerStatus, EndpointSlice, Event, Job, Kind, Pod, PodSet } from "@/k8s/objects";

/** What is kept of a pod: thousands of them stay in memory. */
export interface PodState {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly role: string;
  /** Undefined for a pod that nobody has numbered yet. */
  readonly rank: number | undefined;
  readonly createdAt: string;
  readonly isBeingDeleted: boolean;
  readonly node: string;
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly startTime: string | undefined;
  readonly deadlineSeconds: number | undefined;
  readonly address: string;
  readonly unschedulable: string | undefined;
  /** Its volumes are mounted and it has an address; images may be missing still. */
  readonly hasSandbox: boolean;
  readonly disruption: Pick<Condition, "reason" | "message"> | undefined;
  /** Of the program's container, once a registry gave it: an image that somebody loaded onto the node has none. */
  readonly imageDigest?: string;
  readonly isReady: boolean;
  /** When it stopped being ready, or was made; undefined while it is ready. */
  readonly unreadySince?: string;
  /** Its containers are started again in it when they end. */
  readonly comesBack: boolean;
  readonly main: ContainerLife;
  readonly fetch: ContainerLife;
}

export interface ContainerLife extends ContainerState {
  /** How often it was started again in its pod. */
  readonly restarts?: number;
  /** How its life before this one ended. */
  readonly last?: ContainerState["terminated"];
}

export interface JobState {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly role: string;
  readonly isBeingDeleted: boolean;
  readonly failed: Pick<Condition, "reason" | "message"> | undefined;
  readonly isComplete: boolean;
  /** Ranks that succeeded, whose pods may be gone. */
  readonly completed: string;
  /** Ranks that failed, or whose pods were taken away: they are not begun again. */
  readonly failedRanks: string;
}

/** What makes the pods of a role that goes on and on. */
export interface SetState {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly role: string;
  readonly isBeingDeleted: boolean;
  readonly replicas: number;
  /** Why it can make no pod, in the cluster's own words. */
  readonly refused: string | undefined;
}

/** Where the replicas of a role are asked. */
export interface SliceState {
  readonly workload: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly endpoints: readonly { readonly pod: string; readonly address: string; readonly isReady: boolean }[];
}

export interface EventState {
  /** Its kind and its name, such as `Pod w-1`: what the event is about. */
  readonly about: string;
  readonly reason: string;
  readonly message: string;
  readonly at: string;
}

export function projectPod({ metadata, spec, status }: Pod): PodState {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  const scheduled = condition("PodScheduled");
  const disruption = condition("DisruptionTarget");
  const ready = condition("Ready");
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    workload: metadata.labels?.[labels.workload] ?? "",
    role: metadata.labels?.[labels.role] ?? "",
    rank: rankOf(metadata),
    createdAt: metadata.creationTimestamp ?? "",
    isBeingDeleted: metadata.deletionTimestamp !== undefined,
    node: spec.nodeName ?? "",
    phase: status?.phase ?? "Pending",
    reason: status?.reason ?? "",
    message: status?.message ?? "",
    startTime: status?.startTime,
    deadlineSeconds: spec.activeDeadlineSeconds,
    address: status?.podIP ?? "",
    unschedulable: scheduled?.status === "False" ? (scheduled.message ?? "") : undefined,
    hasSandbox: condition("PodReadyToStartContainers")?.status === "True",
    disruption: disruption?.status === "True" ? disruption : undefined,
    isReady: ready?.status === "True",
    ...(ready?.status === "False" && ready.lastTransitionTime ? { unreadySince: ready.lastTransitionTime } : {}),
    comesBack: spec.restartPolicy === "Always",
    main: lifeOf(status?.containerStatuses, mainContainer),
    fetch: lifeOf(status?.initContainerStatuses, fetchContainer),
    ...digestOf(status?.containerStatuses),
  };
}

function rankOf({ annotations, labels: own }: Pod["metadata"]): number | undefined {
  const said = annotations?.[indexAnnotation] ?? own?.[indexLabel] ?? annotations?.[rankAnnotation];
  return said === undefined ? undefined : Number(said);
}

function lifeOf(statuses: readonly ContainerStatus[] | null | undefined, name: string): ContainerLife {
  const found = statuses?.find((status) => status.name === name);
  const { restartCount: restarts, state, lastState } = found ?? {};
  const last = lastState?.terminated;
  return { ...state, ...(restarts ? { restarts } : {}), ...(last ? { last } : {}) };
}

function digestOf(statuses: readonly ContainerStatus[] | null | undefined): Pick<PodState, "imageDigest"> {
  const imageDigest = /@(sha256:[0-9a-f]{64})$/.exec(statuses?.find(({ name }) => name === mainContainer)?.imageID ?? "")?.[1];
  return imageDigest === undefined ? {} : { imageDigest };
}

export function projectJob({ metadata, status }: Job): JobState {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type && one.status === "True");
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    workload: metadata.labels?.[labels.workload] ?? "",
    role: metadata.labels?.[labels.role] ?? "",
    isBeingDeleted: metadata.deletionTimestamp !== undefined,
    failed: condition("Failed") ?? condition("FailureTarget"),
    isComplete: condition("Complete") !== undefined,
    completed: status?.completedIndexes ?? "",
    failedRanks: status?.failedIndexes ?? "",
  };
}

/** Reads Deployments, or StatefulSets. */
export function projectSet(kind: Kind): (object: PodSet) => SetState {
  return ({ metadata, spec, status }) => ({
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    workload: metadata.labels?.[labels.workload] ?? "",
    role: metadata.labels?.[labels.role] ?? "",
    isBeingDeleted: metadata.deletionTimestamp !== undefined,
    replicas: spec?.replicas ?? 1,
    refused: status?.conditions?.find(({ type, status: is }) => type === "ReplicaFailure" && is === "True")?.message,
  });
}

export function projectSlice({ metadata, endpoints, ports }: EndpointSlice): SliceState {
  return {
    workload: metadata.labels?.[labels.workload] ?? "",
    ports: Object.fromEntries((ports ?? []).flatMap(({ name, port }) => (name && port ? [[name, port]] : []))),
    endpoints: (endpoints ?? []).flatMap(({ addresses: [address], targetRef, conditions }) =>
      address && targetRef?.name ? [{ pod: targetRef.name, address, isReady: conditions?.ready !== false }] : [],
    ),
  };
}

const watched = new Set(["Pod", "Job", "StatefulSet"]);

/** Only of what may be ours, by its name: events carry no labels. */
export function projectEvent({ involvedObject, reason, message, lastTimestamp, eventTime, metadata }: Event): EventState | undefined {
  const { kind, name } = involvedObject;
  if (!kind || !watched.has(kind) || !name?.startsWith("w-")) return undefined;
  const at = lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";
  return { about: `${kind} ${name}`, reason: reason ?? "", message: message ?? "", at };
}
