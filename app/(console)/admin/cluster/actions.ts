"use server";

import { refresh } from "next/cache";
import { cordonNode, uncordonNode } from "@/lib/cluster/cordon-node";
import { drainNodeInput, nodeNameInput } from "@/lib/cluster/drain";
import { cancelDrain, drainNode, planDrain } from "@/lib/cluster/drain-node";
import { removeNamespaceInput } from "@/lib/cluster/namespace";
import { removeNamespace } from "@/lib/cluster/remove-namespace";
import { action } from "@/lib/http/action";

export const cordonNodeAction = action("node.cordon", nodeNameInput, async (actor, input) => {
  const operation = await cordonNode(actor, input);
  refresh();
  return operation;
});

export const uncordonNodeAction = action("node.uncordon", nodeNameInput, async (actor, input) => {
  const operation = await uncordonNode(actor, input);
  refresh();
  return operation;
});

export const planDrainAction = action("node.plan_drain", drainNodeInput, planDrain);

export const drainNodeAction = action("node.drain", drainNodeInput, async (actor, input) => {
  await drainNode(actor, input);
  refresh();
});

export const cancelDrainAction = action("node.cancel_drain", nodeNameInput, async (actor, input) => {
  await cancelDrain(actor, input);
  refresh();
});

export const removeNamespaceAction = action("namespace.remove", removeNamespaceInput, async (actor, input) => {
  const operation = await removeNamespace(actor, input);
  refresh();
  return operation;
});
