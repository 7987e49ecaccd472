import type { z } from "zod";
import { transaction } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import type { nodeNameInput } from "@/lib/cluster/drain";
import { emptier } from "@/lib/cluster/emptier";
import { installationId } from "@/lib/machine/clean-machine";

type NodeName = z.output<typeof nodeNameInput>;

/** No new pod starts on the node; what runs there goes on. */
export async function cordonNode(actor: Actor, { name }: NodeName): Promise<void> {
  await authorizePlatform(actor, "platform:nodes");
  await emptier().setSchedulable(name, false);
  await tell(actor, "node.cordoned", name);
}

/** New pods may start on the node again. */
export async function uncordonNode(actor: Actor, { name }: NodeName): Promise<void> {
  await authorizePlatform(actor, "platform:nodes");
  await emptier().setSchedulable(name, true);
  await tell(actor, "node.uncordoned", name);
}

function tell(actor: Actor, type: "node.cordoned" | "node.uncordoned", name: string): Promise<void> {
  const subject = { type: "installation", id: installationId, name } as const;
  return transaction((tx) => recordChange(tx, actor, { type, subject, projectId: null, fields: { node: name } }));
}
