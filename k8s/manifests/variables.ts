import { indexAnnotation, indexLabel, roleName, workloadName } from "@/k8s/names";
import { portVariable } from "@/lib/compute/port-variable";
import { programVariables } from "@/lib/compute/program-variables";
import { isGang, type Role, type Workload, type WorkloadKind } from "@/lib/compute/workload";

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

/** Where a program finds what is its own in a pod. */
export const podFolders = { home: "/cairn/run", metrics: "/cairn/run/metrics.jsonl", outputs: "/outputs" } as const;

const firstPort = 8080;
const rendezvousPort = 29_500;
const tensorflowPort = 2222;
const tensorflowRoles = new Set(["chief", "master", "worker", "ps", "evaluator"]);

/** The rank is known to the pod alone, so values that hold it refer to the variable; Kubernetes puts it in. */
const rank = "$(CAIRN_RANK)";

/** What the program is told, as on one machine; what the user sets comes last and wins. */
export function variablesOf(workload: Workload, role: Role, namespace: string): Variable[] {
  const inputs = role.mounts.filter(({ source }) => source.kind === "files").map(({ target }) => target);
  const values: Record<string, string> = {
    ...programVariables(role, { ...podFolders, outputs: outputsOf(role), inputs }),
    ...(workload.kind === "service" ? {} : { CAIRN_WORLD_SIZE: String(role.replicas) }),
    ...(workload.kind === "batch" ? topology(workload, role, namespace) : {}),
    ...Object.fromEntries(role.ports.map(({ name }) => [portVariable("PORT", name), String(portNumber(role, name))])),
    ...Object.fromEntries(Object.entries(role.variables).map(([name, value]) => [name, literal(value)])),
  };
  return [...own(workload.kind, role), ...Object.entries(values).map(([name, value]) => ({ name, value }))];
}

/** Where the cluster tells a pod its rank; those of a service are all alike. */
const rankPaths: Partial<Record<WorkloadKind, string>> = {
  batch: `metadata.annotations['${indexAnnotation}']`,
  interactive: `metadata.labels['${indexLabel}']`,
};

/** What only the pod itself knows. */
function own(kind: WorkloadKind, { ports }: Role): Variable[] {
  const fieldPath = rankPaths[kind];
  return [
    ...(fieldPath ? [{ name: "CAIRN_RANK", valueFrom: { fieldRef: { fieldPath } } }] : []),
    ...(ports.length > 0 ? [{ name: "CAIRN_HOST", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }] : []),
  ];
}

/** Pods have addresses of their own: all of a role listen on the same ports. */
export function portNumber({ ports }: Role, name: string): number {
  return firstPort + ports.findIndex((port) => port.name === name);
}

export function outputsOf(role: Role): string {
  return role.mounts.find(({ source }) => source.kind === "outputs")?.target ?? podFolders.outputs;
}

/** Kubernetes replaces `$(NAME)`; what a user wrote is to arrive as he wrote it. */
export function literal(text: string): string {
  return text.replaceAll("$(", "$$$$(");
}

function topology(workload: Workload, role: Role, namespace: string): Record<string, string> {
  return { ...(role.replicas > 1 ? torch(workload, role, namespace) : {}), ...tensorflow(workload, role, namespace) };
}

/** For `init_process_group` by environment, and for `torchrun` without an option. */
function torch(workload: Workload, role: Role, namespace: string): Record<string, string> {
  const master = hostOf(workload, role.name, 0, namespace);
  const accelerators = Object.values(role.resources.accelerators).reduce((sum, count) => sum + count, 0);
  return {
    MASTER_ADDR: master,
    MASTER_PORT: String(rendezvousPort),
    RANK: rank,
    WORLD_SIZE: String(role.replicas),
    PET_NNODES: String(role.replicas),
    PET_NODE_RANK: rank,
    PET_NPROC_PER_NODE: String(Math.max(1, accelerators)),
    PET_MASTER_ADDR: master,
    PET_MASTER_PORT: String(rendezvousPort),
  };
}

function tensorflow(workload: Workload, role: Role, namespace: string): Record<string, string> {
  if (!isGang(workload) || !workload.roles.every(({ name }) => tensorflowRoles.has(name))) return {};
  // An evaluator reads checkpoints and belongs to no training cluster.
  const members = workload.roles.filter(({ name }) => name !== "evaluator");
  const cluster = Object.fromEntries(
    members.map(({ name, replicas }) => [
      name,
      Array.from({ length: replicas }, (_, at) => `${hostOf(workload, name, at, namespace)}:${tensorflowPort}`),
    ]),
  );
  const task = JSON.stringify({ type: role.name, index: 0 }).replace(/0}$/, `${rank}}`);
  return { TF_CONFIG: `{"cluster":${JSON.stringify(cluster)},"task":${task}}` };
}

/** The name by which other replicas reach one. */
export function hostOf({ id }: Workload, role: string, at: number, namespace: string): string {
  return `${roleName(id, role)}-${at}.${workloadName(id)}.${namespace}.svc`;
}
