import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { bindings, users } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { type MemberView, toMemberView } from "@/lib/projects/member";

/** Who works in the project: owners first, then by name. */
export async function listMembers(actor: Actor, projectId: string): Promise<readonly MemberView[]> {
  await authorize(actor, "project:read", projectId);
  const rows = await db
    .select({ user: users, binding: bindings })
    .from(bindings)
    .innerJoin(users, and(eq(users.id, bindings.subjectId), isNull(users.deletedAt)))
    .where(and(eq(bindings.projectId, projectId), eq(bindings.subjectKind, "user")))
    .orderBy(sql`array_position(array['owner', 'member', 'viewer'], ${bindings.role})`, asc(users.name))
    .limit(1_000);
  return rows.map(({ user, binding }) => toMemberView(user, binding));
}
