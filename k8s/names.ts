import { createHash } from "node:crypto";

/** Labels of everything that Cairn makes in a cluster. */
export const labels = {
  managedBy: "app.kubernetes.io/managed-by",
  installation: "cairn.dev/installation",
  project: "cairn.dev/project",
  workload: "cairn.dev/workload",
  role: "cairn.dev/role",
  volume: "cairn.dev/volume",
  /** On what makes a folder of a file server mountable in one project. */
  share: "cairn.dev/share",
  /** `workload` on the one object that stands for the whole workload. */
  part: "cairn.dev/part",
} as const;

export const managedByCairn = "cairn";
/** Where the cluster says which of a Job's or of a StatefulSet's pods one is. */
export const indexAnnotation = "batch.kubernetes.io/job-completion-index";
export const indexLabel = "apps.kubernetes.io/pod-index";
/** Pods of a Deployment have no numbers: the worker gives them some. */
export const rankAnnotation = "cairn.dev/rank";

/** What it may have, so that the host name of its last rank keeps within 63 characters. */
const longestRole = 63 - "-99999".length;

/** Where the workloads of a project live. */
export function namespaceOf(prefix: string, projectId: string): string {
  return dnsLabel(`${prefix}${projectId}`, 63);
}

/** The record, the Service and the Secrets of a workload, told apart by their kinds and ends. */
export function workloadName(id: string): string {
  return dnsLabel(`w-${id}`, 44);
}

/** What makes the pods of one role, and the address that they share. */
export function roleName(id: string, role: string): string {
  return dnsLabel(`${workloadName(id)}-${role}`, longestRole);
}

/** What keeps a volume; it outlives the workloads that mount it. */
export function volumeName(id: string): string {
  return dnsLabel(`v-${id}`, 63);
}

/** The claim by which workloads of a project mount a folder of a file server. */
export function shareClaimName(id: string, readOnly: boolean): string {
  return dnsLabel(`share-${id}${readOnly ? "-ro" : ""}`, 63);
}

/** What that claim is bound to, whose name is one for the whole cluster. */
export function shareVolumeName(namespace: string, id: string, readOnly: boolean): string {
  return `${namespace}.${shareClaimName(id, readOnly)}`;
}

/** What selects everything of one workload. */
export function selectorOf(installation: string, id: string): string {
  return `${labels.installation}=${installation},${labels.workload}=${id}`;
}

/** A label's value has to be one: ids that are none belong to nobody. */
export function isLabelValue(text: string): boolean {
  return /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text);
}

/** A DNS label made of a text: cut and made unique by a hash where it does not fit as it is. */
function dnsLabel(text: string, longest: number): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9-]/g, "-");
  if (plain === text && text.length <= longest && /[a-z0-9]$/.test(text)) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${plain.slice(0, longest - 9).replace(/-+$/, "")}-${hash}`;
}
