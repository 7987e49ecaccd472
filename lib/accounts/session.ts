import { z } from "zod";
import type { loginSessions } from "@/db/schema";
import { deviceOf } from "@/lib/accounts/device";

export const sessionView = z
  .object({
    id: z.uuid(),
    browser: z.string().meta({ description: "Browser family, empty where it is not known." }),
    system: z.string(),
    address: z.string().nullable(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    isCurrent: z.boolean(),
  })
  .meta({ id: "Session", description: "A browser that is signed in." });
export type SessionView = z.output<typeof sessionView>;

export function toSessionView(row: typeof loginSessions.$inferSelect, currentId: string | null): SessionView {
  return {
    id: row.id,
    ...deviceOf(row.userAgent ?? ""),
    address: row.address,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isCurrent: row.id === currentId,
  };
}
