import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { bindings, users } from "@/db/schema";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { sampledNodes } from "@/lib/scheduling/sampled-nodes";

/** Where the machine cannot keep programs apart, only its first administrator runs code until "trusted users only" is accepted. */
export async function assertMayRunCode(userId: string): Promise<void> {
  if (env.CAIRN_ALLOW_UNISOLATED_USERS) return;
  const nodes = await sampledNodes();
  if (nodes.every((node) => node.isolation !== "none")) return;
  const [first] = await db
    .select({ id: users.id })
    .from(users)
    .innerJoin(bindings, and(eq(bindings.subjectId, users.id), eq(bindings.role, "administrator"), isNull(bindings.projectId)))
    .orderBy(asc(users.createdAt))
    .limit(1);
  if (first?.id !== userId) throw new AppError("forbidden", "scheduling.untrusted");
}
