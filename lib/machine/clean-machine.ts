import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { transaction } from "@/db/client";
import { operations } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { cleanables, cleaningKind } from "@/lib/machine/cleanable";
import { awaitOperation } from "@/lib/operations/await-operation";
import type { OperationView } from "@/lib/operations/operation";
import { createOperation } from "@/lib/operations/track-operation";
import { wake } from "@/lib/worker/wake";

export const cleanMachineInput = z.object({ what: z.enum(cleanables) });

/** The installation has no project and no row of its own; its operations name it by this id. */
export const installationId = "00000000-0000-7000-8000-000000000000";

const patienceMs = 20_000;

/** Asks the worker to free disk space, and waits some seconds for it. What is under way already is not started twice. */
export async function cleanMachine(actor: Actor, { what }: z.output<typeof cleanMachineInput>): Promise<OperationView> {
  const { userId } = await authorizePlatform(actor, "platform:clean");
  const kind = cleaningKind(what);
  const id = await transaction(async (tx) => {
    const [running] = await tx
      .select({ id: operations.id })
      .from(operations)
      .where(and(eq(operations.kind, kind), isNull(operations.endedAt)));
    if (running) return running.id;
    const subject = { type: "installation", id: installationId, name: what } as const;
    const made = await createOperation(tx, { kind, projectId: null, subject, unit: "bytes", createdBy: userId });
    await recordChange(tx, actor, { type: "machine.cleaned", subject, projectId: null, fields: { what } });
    await wake(tx, "operation", made);
    return made;
  });
  return awaitOperation(id, patienceMs);
}
