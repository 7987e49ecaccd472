import { and, eq, isNull } from "drizzle-orm";
import { type Db, db } from "@/db/client";
import { environments } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizePlatform, authorizeSelf, isUuid } from "@/lib/auth/authorize";
import { notFound } from "@/lib/errors";

/**
 * The living environment, if this actor may do so with it. What the platform offers is read by everyone and changed by
 * administrators; a project's own belongs to its members.
 */
export async function authorizeEnvironment(
  actor: Actor,
  permission: "environment:read" | "environment:write",
  id: string,
  on: Db = db,
): Promise<typeof environments.$inferSelect> {
  const [row] = isUuid(id)
    ? await on
        .select()
        .from(environments)
        .where(and(eq(environments.id, id), isNull(environments.deletedAt)))
    : [];
  if (!row) throw notFound();
  if (row.projectId !== null && !(permission === "environment:read" && row.visibility === "platform")) {
    await authorize(actor, permission, row.projectId, on);
    return row;
  }
  authorizeSelf(actor, permission === "environment:read" ? "read" : "write");
  if (permission === "environment:write") await authorizePlatform(actor, "platform:clean");
  return row;
}
