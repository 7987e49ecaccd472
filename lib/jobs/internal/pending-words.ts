import type { Observation, ReplicaObservation, Resources } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";
import { amountOf } from "@/lib/scheduling/resources";
import type { StageEntry } from "@/lib/timeline/enter";

/** Everything that a reason in words needs to know of what waits and of where it could run. */
export interface Waiting {
  readonly resources: Resources;
  /** Where admission thought that it would run. */
  readonly node: string;
  readonly roomiest: (resource: string) => { readonly node: string; readonly free: number } | undefined;
}

/** In which stage something is that was given to its backend and does not run, and why; `isHindered` where it is not just on its way. */
export function pendingWords(
  { reason, progress, replicas }: Observation,
  waiting: Waiting,
): Pick<StageEntry, "stage" | "key" | "params"> & { readonly isHindered: boolean } {
  if (!reason || reason.key === "starting" || reason.key === "notReady") {
    return { stage: "starting", key: "timeline.starting", params: { node: nodeOf(replicas, waiting.node) }, isHindered: false };
  }
  switch (reason.key) {
    case "fetchingInputs": {
      const percent = progress && progress.totalBytes > 0 ? Math.floor((progress.doneBytes / progress.totalBytes) * 100) : undefined;
      const done =
        percent === undefined ? { key: "timeline.data" as const } : { key: "timeline.dataProgress" as const, params: { percent } };
      return { stage: "data", ...done, isHindered: false };
    }
    case "unschedulable":
      return { stage: "starting", ...noRoom(String(reason.params?.detail ?? ""), waiting), isHindered: true };
    default:
      return { stage: "starting", key: `compute.${reason.key}`, params: { ...reason.params }, isHindered: true };
  }
}

/** The scheduler names the resource of which no node has enough; how much there is, it does not say. */
function noRoom(detail: string, { resources, roomiest }: Waiting): Message {
  const resource = /Insufficient ([\w./-]*\w)/.exec(detail)?.[1] ?? "";
  const place = roomiest(resource);
  // What is said to be short was counted at another moment, or not by what is free: only the cluster's own words are true then.
  if (!place || place.free >= amountOf(resources, resource)) return { key: "compute.unschedulable", params: { detail } };
  const node = place.node;
  switch (resource) {
    case "cpu":
      return { key: "jobs.waits.cpu", params: { asked: resources.cpuMilli / 1000, free: rounded(place.free / 1000), node } };
    case "memory":
      return {
        key: "jobs.waits.memory",
        params: { asked: rounded(resources.memoryBytes / 2 ** 30), free: rounded(place.free / 2 ** 30), node },
      };
    default:
      return {
        key: "jobs.waits.accelerator",
        params: { type: resource, asked: resources.accelerators[resource] ?? 0, free: place.free, node },
      };
  }
}

/** The first replica tells where it is, once it is somewhere. */
export function nodeOf([main]: readonly ReplicaObservation[], admitted: string): string {
  return main?.node || admitted;
}

function rounded(value: number): number {
  return Math.max(0, Math.floor(value * 100) / 100);
}
