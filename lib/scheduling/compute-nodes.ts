import type { ComputeBackend } from "@/lib/compute/backend";
import type { Node } from "@/lib/compute/workload";
import { recent } from "@/lib/recent";

const freshMs = 5_000;
const known = new WeakMap<ComputeBackend, () => Promise<readonly Node[]>>();

/** The nodes of a backend for admission, asked at most every five seconds: what they have changes rarely, what is held stands in rows. */
export function computeNodes(backend: ComputeBackend): Promise<readonly Node[]> {
  const ask = known.get(backend) ?? recent(freshMs, () => backend.nodes());
  known.set(backend, ask);
  return ask();
}
