import { z } from "zod";
import type { operations } from "@/db/schema";
import { operationStatuses, subjectTypes } from "@/db/values";
import { messageView } from "@/lib/message-view";

export const operationView = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    projectId: z.uuid().nullable(),
    subject: z.object({ type: z.enum(subjectTypes), id: z.uuid(), name: z.string() }),
    status: z.enum(operationStatuses),
    done: z.number(),
    total: z.number().nullable(),
    unit: z.enum(["bytes", "files", "steps"]),
    message: messageView.nullable(),
    isCancelling: z.boolean(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Operation", description: "Something long: how far it is, or how it ended." });
export type OperationView = z.output<typeof operationView>;

export function toOperationView(row: typeof operations.$inferSelect): OperationView {
  return {
    id: row.id,
    kind: row.kind,
    projectId: row.projectId,
    subject: { type: row.subjectType, id: row.subjectId, name: row.subjectName },
    status: row.status,
    done: row.done,
    total: row.total,
    unit: row.unit,
    message: row.message,
    isCancelling: row.cancelRequestedAt !== null && row.endedAt === null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
