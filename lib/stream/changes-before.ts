import { and, desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { changes } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";

/** The parts of a page read the database at different moments; this much later all of them have. */
const settledSeconds = 5;

/** The last change of a project that a page which is being rendered now surely shows; 0 for none. */
export async function changesBefore(actor: Actor, projectId: string): Promise<number> {
  await authorize(actor, "project:read", projectId);
  const [row] = await db
    .select({ seq: changes.seq })
    .from(changes)
    .where(and(eq(changes.projectId, projectId), sql`${changes.at} < now() - make_interval(secs => ${settledSeconds})`))
    .orderBy(desc(changes.seq))
    .limit(1);
  return row?.seq ?? 0;
}
