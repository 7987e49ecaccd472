import { type ContainerState, kinds } from "@/k8s/objects";
import type { WorkloadState } from "@/k8s/observe";
import type { JobState, PodState, SetState, SliceState } from "@/k8s/projections";
import type { WorkloadRecord } from "@/k8s/workload-record";

/** States of workloads for tests: what is not named is as it is right after a launch. */
export function aState({
  record = {},
  replicas = 1,
  jobs = [aJob({})],
  sets = [],
  slices = [],
  pods = [],
  events = {},
}: {
  record?: Partial<WorkloadRecord>;
  replicas?: number;
  jobs?: readonly JobState[];
  sets?: readonly SetState[];
  slices?: readonly SliceState[];
  pods?: readonly PodState[];
  events?: Readonly<Record<string, ReturnType<WorkloadState["eventsOf"]>>>;
}): WorkloadState {
  return {
    record: {
      id: "w",
      kind: "batch",
      namespace: "ns",
      name: "w-w",
      uid: "u",
      createdAt: "2026-01-01T00:00:00Z",
      roles: [{ name: "worker", replicas, memoryBytes: 2 ** 28 }],
      isLaunched: true,
      isBeingRemoved: false,
      ...record,
    },
    jobs,
    sets,
    slices,
    pods,
    eventsOf: (about) => events[about] ?? [],
  };
}

export function aJob(change: Partial<JobState>): JobState {
  return {
    name: "j",
    namespace: "ns",
    workload: "w",
    role: "worker",
    isBeingDeleted: false,
    failed: undefined,
    isComplete: false,
    completed: "",
    failedRanks: "",
    ...change,
  };
}

export function aSet(change: Partial<SetState>): SetState {
  return {
    kind: kinds.deployment,
    name: "s",
    namespace: "ns",
    workload: "w",
    role: "worker",
    isBeingDeleted: false,
    replicas: 1,
    refused: undefined,
    ...change,
  };
}

export function aPod(change: Partial<PodState>): PodState {
  return {
    name: "p",
    namespace: "ns",
    workload: "w",
    role: "worker",
    rank: 0,
    createdAt: "2026-01-01T00:00:00Z",
    isBeingDeleted: false,
    node: "",
    phase: "Pending",
    reason: "",
    message: "",
    startTime: undefined,
    deadlineSeconds: undefined,
    address: "",
    unschedulable: undefined,
    hasSandbox: false,
    disruption: undefined,
    isReady: false,
    comesBack: false,
    main: {},
    fetch: {},
    ...change,
  };
}

export function ended(exitCode: number, reason = "Error", message?: string): ContainerState {
  return { terminated: { exitCode, reason, finishedAt: "2026-01-01T00:00:09Z", ...(message ? { message } : {}) } };
}
