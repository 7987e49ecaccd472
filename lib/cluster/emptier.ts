import { nodePicture } from "@/lib/cluster/node-picture";
import { emptiesNodes, type Nodes } from "@/lib/compute/backend";
import { defaultBackend } from "@/lib/compute/backends";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";

/** The backend whose nodes can be taken out of use; this one machine cannot. */
export function emptier(): Nodes {
  const backend = defaultBackend();
  if (!emptiesNodes(backend)) throw new AppError("conflict", "cluster.onlyNode");
  return backend;
}

/** The same, where there is a node of that name: a mistyped one would look as if nothing ran there. */
export async function emptierOf(name: string): Promise<Nodes> {
  const nodes = emptier();
  if (!(await nodePicture(env.CAIRN_COMPUTE)).find(name)) throw notFound();
  return nodes;
}
