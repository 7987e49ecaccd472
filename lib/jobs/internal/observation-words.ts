import type { Observation, ReplicaObservation } from "@/lib/compute/workload";

/** What rows can show of an observation, as a text to compare with: usage changes all the time and is written once, at the end. */
export function observationWords(observation: Observation | "absent"): string {
  if (observation === "absent") return "absent";
  const { phase, reason, progress, replicas } = observation;
  return JSON.stringify([phase, reason, progress, replicas.map(withoutUsage)]);
}

function withoutUsage({ usage: _, ...replica }: ReplicaObservation): Omit<ReplicaObservation, "usage"> {
  return replica;
}
