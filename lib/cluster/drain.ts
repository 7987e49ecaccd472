import { z } from "zod";
import { podFates } from "@/lib/compute/fates";
import { messageView } from "@/lib/message-view";

/** Operations that empty a node; the second takes pods with it that keep data there. */
export const drainKinds = ["node.drain", "node.drain_with_data"] as const;

/** Operations that take a node out of use, and back. */
export const cordonKinds = { cordon: "node.cordon", uncordon: "node.uncordon" } as const;

export const nodeNameInput = z.object({ name: z.string().min(1).max(253) });
const endsLocalData = { description: "Pods that keep data on the node go too, and that data is lost." };
export const drainOptions = z.object({ endsLocalData: z.boolean().default(false).meta(endsLocalData) });
export const drainPlanQuery = z.object({ endsLocalData: z.stringbool().default(false).meta(endsLocalData) });
export const drainNodeInput = nodeNameInput.extend(drainOptions.shape);
export type DrainNodeInput = z.output<typeof drainNodeInput>;

export const drainPlanView = z
  .object({
    pods: z.array(
      z.object({
        fate: z.enum(podFates),
        name: z.string(),
        namespace: z.string(),
        reason: messageView.nullable(),
        workload: z.object({ kind: z.enum(["job", "endpoint"]), name: z.string(), project: z.string(), slug: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: "DrainPlan", description: "What would become of each pod of a node." });
export type DrainPlanView = z.output<typeof drainPlanView>;

export const drainView = z
  .object({
    node: z.string(),
    status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
    done: z.number(),
    total: z.number().nullable(),
    message: messageView.nullable(),
    isCancelling: z.boolean(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Drain", description: "The emptying of a node: how far it is, or how it ended." });
export type DrainView = z.output<typeof drainView>;
