import type { Node, Resources } from "@/lib/compute/workload";
import type { Message } from "@/lib/errors";
import { isReady, type Wait } from "@/lib/scheduling/decide";

/** Why something waits in the queue. */
export function explainWait(asked: Resources, wait: Wait): Message {
  if (wait.ahead > 0) return { key: "timeline.queuedBehind", params: { count: wait.ahead } };
  return { key: "timeline.waitsFor", params: { ...amounts(asked), freeCpu: cores(wait.free), freeMemoryGib: gib(wait.free) } };
}

/** Why something can never start, naming the amount that is too much. */
export function explainNever(asked: Resources, nodes: readonly Node[], copies = 1): Message {
  const ready = nodes.filter(isReady);
  if (ready.length === 0) return { key: "scheduling.noNode" };
  const cpu = Math.max(...ready.map((node) => node.allocatable.cpuMilli));
  if (asked.cpuMilli > cpu) return { key: "scheduling.neverCpu", params: { asked: asked.cpuMilli / 1000, largest: round(cpu / 1000) } };
  const memory = Math.max(...ready.map((node) => node.allocatable.memoryBytes));
  if (asked.memoryBytes > memory) return { key: "scheduling.neverMemory", params: { asked: gib(asked), largest: round(memory / 2 ** 30) } };
  const missing = Object.entries(asked.accelerators).find(([type, count]) =>
    ready.every((node) => (node.allocatable.accelerators[type] ?? 0) < count),
  );
  if (missing) return neverAccelerator(missing, ready);
  if (copies > 1) return { key: "scheduling.neverReplicas", params: { count: copies, ...amounts(asked) } };
  return { key: "timeline.neverFits", params: { cpu: round(cpu / 1000), memoryGib: round(memory / 2 ** 30) } };
}

function neverAccelerator([type, asked]: readonly [string, number], ready: readonly Node[]): Message {
  const largest = Math.max(...ready.map((node) => node.allocatable.accelerators[type] ?? 0));
  if (largest === 0) return { key: "scheduling.neverAccelerator", params: { type, asked } };
  return { key: "scheduling.neverSoManyAccelerators", params: { type, asked, largest } };
}

/** CPU and GiB of an amount, as sentences name them. */
export function amounts(resources: Resources): { cpu: number; memoryGib: number } {
  return { cpu: cores(resources), memoryGib: gib(resources) };
}

export function cores(resources: Resources): number {
  return coresOf(resources.cpuMilli);
}

export function gib(resources: Resources): number {
  return gibOf(resources.memoryBytes);
}

/** The same of a single amount. */
export function coresOf(cpuMilli: number): number {
  return round(cpuMilli / 1000);
}

export function gibOf(memoryBytes: number): number {
  return round(memoryBytes / 2 ** 30);
}

/** One digit behind the point, two of what is less than one: a little is not nothing. */
function round(value: number): number {
  const parts = value < 1 ? 100 : 10;
  return Math.floor(value * parts) / parts;
}
