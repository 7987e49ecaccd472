import type { z } from "zod";
import { transaction } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { cordonKinds, type nodeNameInput } from "@/lib/cluster/drain";
import { emptierOf } from "@/lib/cluster/emptier";
import { installationId } from "@/lib/machine/clean-machine";
import { awaitOperation } from "@/lib/operations/await-operation";
import type { OperationView } from "@/lib/operations/operation";
import { createOperation } from "@/lib/operations/track-operation";
import { wake } from "@/lib/worker/wake";

type NodeName = z.output<typeof nodeNameInput>;

const patienceMs = 8_000;

/** No new pod starts on the node; what runs there goes on. */
export async function cordonNode(actor: Actor, { name }: NodeName): Promise<OperationView> {
  const { userId } = await authorizePlatform(actor, "platform:nodes");
  return askWorker(actor, userId, { type: "node.cordoned", kind: cordonKinds.cordon, name });
}

/** New pods may start on the node again. */
export async function uncordonNode(actor: Actor, { name }: NodeName): Promise<OperationView> {
  const { userId } = await authorizePlatform(actor, "platform:nodes");
  return askWorker(actor, userId, { type: "node.uncordoned", kind: cordonKinds.uncordon, name });
}

/** The console changes nothing in a cluster itself. */
async function askWorker(
  actor: Actor,
  createdBy: string,
  { type, kind, name }: { readonly type: "node.cordoned" | "node.uncordoned"; readonly kind: string; readonly name: string },
): Promise<OperationView> {
  await emptierOf(name);
  const subject = { type: "installation", id: installationId, name } as const;
  const id = await transaction(async (tx) => {
    const made = await createOperation(tx, { kind, projectId: null, subject, createdBy });
    await recordChange(tx, actor, { type, subject, projectId: null, fields: { node: name } });
    await wake(tx, "operation", made);
    return made;
  });
  return awaitOperation(id, patienceMs);
}
