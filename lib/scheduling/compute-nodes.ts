import type { ComputeBackend } from "@/lib/compute/backend";
import type { Node } from "@/lib/compute/workload";

const freshMs = 5_000;
const known = new WeakMap<ComputeBackend, { readonly at: number; readonly nodes: Promise<readonly Node[]> }>();

/** The nodes of a backend for admission, asked at most every five seconds: what they have changes rarely, what is held stands in rows. */
export function computeNodes(backend: ComputeBackend): Promise<readonly Node[]> {
  const last = known.get(backend);
  if (last && Date.now() - last.at < freshMs) return last.nodes;
  const nodes = backend.nodes();
  known.set(backend, { at: Date.now(), nodes });
  nodes.catch(() => known.delete(backend));
  return nodes;
}
