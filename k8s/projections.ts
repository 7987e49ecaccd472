import { fetchContainer, mainContainer } from "@/k8s/manifests/pod";
import { indexAnnotation, labels } from "@/k8s/names";
import type { Condition, ContainerState, ContainerStatus, Event, Job, Pod } from "@/k8s/objects";

/** What is kept of a pod: thousands of them stay in memory. */
export interface PodState {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly role: string;
  readonly rank: number;
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
  readonly disruption: Pick<Condition, "reason" | "message"> | undefined;
  readonly main: ContainerState;
  readonly fetch: ContainerState;
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
}

export interface EventState {
  /** `Job` or `Pod` and its name: what the event is about. */
  readonly about: string;
  readonly reason: string;
  readonly message: string;
  readonly at: string;
}

export function projectPod({ metadata, spec, status }: Pod): PodState {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  const scheduled = condition("PodScheduled");
  const disruption = condition("DisruptionTarget");
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    workload: metadata.labels?.[labels.workload] ?? "",
    role: metadata.labels?.[labels.role] ?? "",
    rank: Number(metadata.annotations?.[indexAnnotation] ?? 0),
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
    disruption: disruption?.status === "True" ? disruption : undefined,
    main: stateOf(status?.containerStatuses, mainContainer),
    fetch: stateOf(status?.initContainerStatuses, fetchContainer),
  };
}

function stateOf(statuses: readonly ContainerStatus[] | null | undefined, name: string): ContainerState {
  return statuses?.find((status) => status.name === name)?.state ?? {};
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
  };
}

/** Only of what may be ours, by its name: events carry no labels. */
export function projectEvent({ involvedObject, reason, message, lastTimestamp, eventTime, metadata }: Event): EventState | undefined {
  const { kind, name } = involvedObject;
  if ((kind !== "Pod" && kind !== "Job") || !name?.startsWith("w-")) return undefined;
  const at = lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";
  return { about: `${kind} ${name}`, reason: reason ?? "", message: message ?? "", at };
}
