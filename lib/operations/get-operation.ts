import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { operations } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizePlatform, isUuid } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";
import { type OperationView, toOperationView } from "@/lib/operations/operation";

/** One operation, however long ago it ended. One of no project, such as a drain, is for administrators. */
export async function getOperation(actor: Actor, id: string): Promise<OperationView> {
  const [row] = isUuid(id) ? await db.select().from(operations).where(eq(operations.id, id)) : [];
  if (!row) throw notFound();
  if (row.projectId === null) await authorizePlatform(actor, "platform:read");
  else await authorize(actor, "operation:read", row.projectId);
  return toOperationView(row);
}
