/** What the compute port carries: plain data, no word of the product, no type of any vendor. */

export type WorkloadKind = "batch" | "service" | "interactive";

/** Amounts of one replica. CPU in thousandths of a core, memory in bytes, accelerators by their type's name. */
export interface Resources {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly accelerators: Readonly<Record<string, number>>;
  /** Size of `/dev/shm`, which counts as memory; the backend's own where it is left out. */
  readonly sharedMemoryBytes?: number;
}

/** What a replica's process sees of the store or of a folder. */
export interface Mount {
  /** Absolute path where the replica finds it. */
  readonly target: string;
  readonly readOnly: boolean;
  readonly source: /** Files by content: the backend lays them out at `target`, each at its path. */
    | { readonly kind: "files"; readonly entries: readonly MountedFile[] }
    /** A folder that the backend keeps for this workload and whose content is collected. */
    | { readonly kind: "outputs" }
    /** What was made by `Volumes` under this id: it outlives the workload, with what is written into it. */
    | { readonly kind: "volume"; readonly id: string }
    /** A volume that somebody else made in the project's place, by the name that it has there. */
    | { readonly kind: "claim"; readonly name: string }
    /** A folder of a file server that the nodes reach; its id is the folder's, for every workload that mounts it. */
    | { readonly kind: "nfs"; readonly id: string; readonly server: string; readonly path: string }
    /** Text written by us, such as a script. */
    | { readonly kind: "inline"; readonly files: Readonly<Record<string, string>> };
}

/** One file of a manifest: where it stands in the mount and where its bytes are in the object store. */
export interface MountedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly objectKey: string;
  readonly objectOffset: number;
}

/** What code runs in. */
export type WorkloadEnvironment =
  /** A Python environment that was built on this machine: the folder's name under the environments folder. */
  | { readonly kind: "python"; readonly directory: string }
  | {
      readonly kind: "image";
      readonly reference: string;
      /** Those of `Node` that it can run on; any where it is empty or missing. */
      readonly architectures?: readonly Node["architecture"][];
      /** Where the registry does not give it to everybody. */
      readonly pull?: RegistryLogin;
    };

export interface RegistryLogin {
  /** Host, with a port where it has one. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

export interface Port {
  readonly name: string;
  /** `unix`: the replica listens on the socket whose path is in the variable `CAIRN_SOCKET_<NAME>`; `tcp`: on `CAIRN_HOST` and `CAIRN_PORT_<NAME>`. */
  readonly transport: "unix" | "tcp";
  readonly readyPath?: string;
}

export interface Role {
  readonly name: string;
  readonly replicas: number;
  /** The role with whose success this one's work is done, as a parameter server's is with its chief's: then it is ended, and has succeeded. */
  readonly endsWith?: string;
  readonly environment: WorkloadEnvironment;
  readonly command: readonly string[];
  readonly workingDirectory?: string;
  /** Variables of the program; the backend adds its own (`CAIRN_RANK`, `OMP_NUM_THREADS`, …) under these. */
  readonly variables: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly mounts: readonly Mount[];
  readonly ports: readonly Port[];
}

export interface Workload {
  /** An attempt's or a revision's id: the workload's identity. */
  readonly id: string;
  readonly kind: WorkloadKind;
  /** Whose rights the processes get: a project's own uid or namespace. */
  readonly tenant: { readonly projectId: string; readonly uid: number };
  readonly roles: readonly Role[];
  /** For batch: ends the workload with reason `compute.maxRunTime` after so many seconds of running. */
  readonly maxRunSeconds?: number;
  /**
   * Seconds that a program has between being told to end and being killed, whoever ends it: a stop, a limit, a gang that lost one, the owner
   * of its node; `usualGraceSeconds` where it is left out. A backend may add the time to store what it leaves.
   */
  readonly graceSeconds?: number;
  /** How what runs far from Cairn's files asks the console for its inputs and stores its outputs: good for this workload alone. */
  readonly access?: { readonly url: string; readonly token: string };
}

export const usualGraceSeconds = 10;

/** Whether its replicas need each other: none of them is any use alone. */
export function isGang({ roles }: { readonly roles: readonly Pick<Role, "replicas">[] }): boolean {
  return roles.reduce((sum, { replicas }) => sum + replicas, 0) > 1;
}

export type Phase = "pending" | "running" | "succeeded" | "failed";

/** Reasons that a backend can give; the domain renders them from the catalogue as `compute.<key>`. */
export type ComputeReasonKey =
  | "starting"
  | "fetchingInputs"
  | "notReady"
  | "exited"
  | "crashLoop"
  | "probeFailing"
  | "signalled"
  | "outOfMemory"
  | "maxRunTime"
  | "stopped"
  | "cannotStart"
  | "lost"
  | "machineRestarted"
  | "diskFull"
  | "peerFailed"
  | "unschedulable"
  | "claimMissing"
  | "claimUnbound"
  | "imagePull"
  | "cannotCreate"
  | "mountFailed"
  | "inputsFailed"
  | "inputsDamaged"
  | "inputsMissing"
  | "inputsRefused"
  | "inputsNoRoom"
  | "inputsDiskFull"
  | "inputsUnwritable"
  | "inputsUnreachable"
  | "wrapperMismatch"
  | "evicted"
  | "drained"
  | "preempted"
  | "nodeLost"
  | "podDeleted"
  | "quotaExceeded"
  | "admissionRefused";

export interface ComputeReason {
  readonly key: ComputeReasonKey;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface ReplicaObservation {
  readonly role: string;
  readonly rank: number;
  readonly phase: Phase;
  readonly ready: boolean;
  readonly reason?: ComputeReason;
  /** By port name: `unix:/path` or `host:port`. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly node: string;
  readonly exit?: { readonly code: number | null; readonly signal: string | null; readonly at: Date };
  readonly startedAt?: Date;
  readonly restarts: number;
  /** What its image was when it was pulled, where the backend can tell: `sha256:…`. */
  readonly imageDigest?: string;
  /** Totals since the start, where known. */
  readonly usage?: { readonly cpuSeconds: number; readonly peakMemoryBytes: number };
}

export interface Observation {
  readonly phase: Phase;
  readonly reason?: ComputeReason;
  readonly replicas: readonly ReplicaObservation[];
  /** How far the layout of inputs is, while it goes on. */
  readonly progress?: { readonly doneBytes: number; readonly totalBytes: number };
}

export interface LogCursor {
  /** How far the replica's log was read, as the backend counts: bytes over all rotations, or moments where bytes cannot be told. */
  readonly offset: number;
}

export interface LogLine {
  readonly role: string;
  readonly rank: number;
  readonly at: Date;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  /** Offset behind this line: the cursor to resume from. */
  readonly offset: number;
  /** Bytes that were lost in front of this line, where the ring had overwritten them. */
  readonly lostBytes?: number;
}

export interface AcceleratorType {
  readonly type: string;
  readonly allocatable: number;
  readonly memoryBytes?: number;
  /** What the device is called by those who sell it, such as `NVIDIA-A100-SXM4-80GB`, where the node says it. */
  readonly product?: string;
}

export interface NodeCondition {
  readonly type: string;
  readonly ok: boolean;
  readonly reason?: string;
  /** The system's own words. */
  readonly message?: string;
  readonly since?: string;
}

/** What one workload of this installation holds of a node. */
export interface NodeWorkload {
  readonly id: string;
  readonly pods: number;
  readonly resources: Resources;
}

export interface Node {
  readonly name: string;
  readonly architecture: "x86-64" | "arm64" | "other";
  readonly allocatable: Resources;
  /** What everything that runs there has asked for, ours and others', where the backend knows. */
  readonly requested?: Resources;
  readonly accelerators: readonly AcceleratorType[];
  readonly labels: Readonly<Record<string, string>>;
  readonly conditions: readonly NodeCondition[];
  /** How strongly workloads are kept apart on this node. */
  readonly isolation: "uid" | "private-view" | "none" | "container";
  /** Use of the machine now, where measured. */
  readonly usage?: {
    readonly cpuMilli: number;
    readonly memoryBytes: number;
    readonly diskFreeBytes: number;
    readonly diskTotalBytes: number;
  };
  /** What is true of a node of a cluster only. */
  readonly cluster?: {
    readonly zone?: string;
    /** Of the node's agent. */
    readonly version: string;
    readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
    /** How many pods it may hold, and how many of them are nobody's here. */
    readonly podLimit: number;
    readonly otherPods: number;
    /** What runs there of this installation. */
    readonly workloads: readonly NodeWorkload[];
  };
}
