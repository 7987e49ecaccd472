import { detailOf } from "@/k8s/detail";
import type { EventState, PodState } from "@/k8s/projections";
import type { ComputeReason } from "@/lib/compute/workload";

/** One line of the table: what is seen of a pod, and what is said of it. */
interface Rule {
  readonly when: (pod: PodState) => boolean;
  readonly say: (pod: PodState) => ComputeReason;
}

const pullProblems = new Set(["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable"]);
const createProblems = new Set(["CreateContainerConfigError", "CreateContainerError", "RunContainerError"]);

/** What events have told of its volumes is over. */
const hasItsVolumes = ({ hasSandbox, main, fetch }: PodState) =>
  hasSandbox || (fetch.waiting === undefined && main.waiting?.reason === "PodInitializing");
const isWaitingFor = (pod: PodState, reasons: ReadonlySet<string>) =>
  [pod.fetch.waiting, pod.main.waiting].some((one) => reasons.has(one?.reason ?? ""));
const waitingDetail = (pod: PodState) => {
  const found = [pod.fetch.waiting, pod.main.waiting].find(
    (one) => pullProblems.has(one?.reason ?? "") || createProblems.has(one?.reason ?? ""),
  );
  return detailOf(found?.message || found?.reason || "");
};

const missingClaim = ({ unschedulable = "" }: PodState) => /persistentvolumeclaim "([^"]+)" not found/.exec(unschedulable)?.[1];

/** Why a pod has not begun; the first line that fits. */
const pendingRules: readonly Rule[] = [
  {
    when: (pod) => missingClaim(pod) !== undefined,
    say: (pod) => ({ key: "claimMissing", params: { claim: missingClaim(pod) ?? "", namespace: pod.namespace } }),
  },
  {
    when: ({ unschedulable = "" }) => /unbound immediate PersistentVolumeClaims/.test(unschedulable),
    say: () => ({ key: "claimUnbound" }),
  },
  { when: (pod) => pod.unschedulable !== undefined, say: (pod) => ({ key: "unschedulable", params: detailOf(pod.unschedulable ?? "") }) },
  { when: (pod) => isWaitingFor(pod, pullProblems), say: (pod) => ({ key: "imagePull", params: waitingDetail(pod) }) },
  { when: (pod) => isWaitingFor(pod, createProblems), say: (pod) => ({ key: "cannotCreate", params: waitingDetail(pod) }) },
  { when: (pod) => pod.fetch.running !== undefined, say: () => ({ key: "fetchingInputs" }) },
  { when: () => true, say: () => ({ key: "starting" }) },
];

/** What makes a Job wait for its pods, or a pod for its volumes: only events tell. */
const eventRules: readonly { readonly when: (event: EventState) => boolean; readonly key: ComputeReason["key"] }[] = [
  { when: ({ reason, message }) => reason === "FailedCreate" && /exceeded quota/.test(message), key: "quotaExceeded" },
  { when: ({ reason }) => reason === "FailedCreate", key: "admissionRefused" },
  { when: ({ reason }) => reason === "FailedMount" || reason === "FailedAttachVolume", key: "mountFailed" },
];

/** Why a pod has ended without its program's own doing; the first line that fits. */
const endedRules: readonly Rule[] = [
  {
    when: (pod) => pod.disruption?.reason === "PreemptionByScheduler",
    say: (pod) => ({ key: "preempted", params: detailOf(messageOf(pod)) }),
  },
  {
    when: ({ disruption }) => disruption?.reason === "DeletionByTaintManager" || disruption?.reason === "DeletionByPodGC",
    say: ({ node }) => ({ key: "nodeLost", params: { node } }),
  },
  { when: ({ disruption }) => disruption?.reason === "EvictionByEvictionAPI", say: ({ node }) => ({ key: "drained", params: { node } }) },
  { when: (pod) => pod.disruption !== undefined, say: (pod) => ({ key: "evicted", params: detailOf(messageOf(pod)) }) },
  {
    when: ({ reason }) => reason === "Evicted" || reason === "Preempting",
    say: (pod) => ({ key: "evicted", params: detailOf(messageOf(pod)) }),
  },
  { when: ({ reason }) => reason === "NodeLost" || reason === "NodeShutdown", say: ({ node }) => ({ key: "nodeLost", params: { node } }) },
  {
    when: ({ reason }) => ["UnexpectedAdmissionError", "NodeAffinity", "OutOfcpu", "OutOfmemory", "OutOfpods"].includes(reason),
    say: (pod) => ({ key: "admissionRefused", params: detailOf(messageOf(pod)) }),
  },
];

/** A volume that is made together with its pod may come a moment late; the kubelet looks again by itself. */
const patientMs = 5_000;
const isEarly = ({ reason, at }: EventState, { startTime, createdAt }: PodState) =>
  reason === "FailedMount" && Date.parse(at) - Date.parse(startTime ?? createdAt) < patientMs;

export function pendingReason(pod: PodState, events: readonly EventState[]): ComputeReason {
  const said = eventReason(events.filter((event) => !isEarly(event, pod)));
  const known = first(pendingRules, pod);
  return known.key === "starting" && said && !hasItsVolumes(pod) ? said : known;
}

/** The newest that tells of a hindrance. */
export function eventReason(events: readonly EventState[]): ComputeReason | undefined {
  const told = events.toSorted((a, b) => b.at.localeCompare(a.at));
  for (const event of told) {
    const rule = eventRules.find(({ when }) => when(event));
    if (rule) return { key: rule.key, params: detailOf(event.message) };
  }
  return undefined;
}

/** Why no pod could be made, where what makes pods says so itself. */
export function refusedReason(message: string | undefined): ComputeReason | undefined {
  if (message === undefined) return undefined;
  return { key: /exceeded quota/.test(message) ? "quotaExceeded" : "admissionRefused", params: detailOf(message) };
}

export function disruptionReason(pod: PodState): ComputeReason | undefined {
  return endedRules.find(({ when }) => when(pod))?.say(pod);
}

function first(rules: readonly Rule[], pod: PodState): ComputeReason {
  return rules.find(({ when }) => when(pod))?.say(pod) ?? { key: "starting" };
}

function messageOf({ disruption, message }: PodState): string {
  return message || disruption?.message || "";
}
