import { emptiesNodes, type Nodes } from "@/lib/compute/backend";
import { defaultBackend } from "@/lib/compute/backends";
import { AppError } from "@/lib/errors";

/** The backend whose nodes can be taken out of use; this one machine cannot. */
export function emptier(): Nodes {
  const backend = defaultBackend();
  if (!emptiesNodes(backend)) throw new AppError("conflict", "cluster.onlyNode");
  return backend;
}
