import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { computes } from "@/db/schema";
import { env } from "@/lib/env";

/** Since when what runs workloads does not answer, and from when the picture is; null while it answers. */
export async function computeSilence(): Promise<{ readonly since: string; readonly seenAt: string | null } | null> {
  const [row] = await db.select().from(computes).where(eq(computes.name, env.CAIRN_COMPUTE));
  if (!row?.awaySince) return null;
  return { since: row.awaySince.toISOString(), seenAt: row.seenAt.getTime() > 0 ? row.seenAt.toISOString() : null };
}
