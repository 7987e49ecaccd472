import type { Tx } from "@/db/client";
import { loginSessions } from "@/db/schema";
import { absoluteSeconds, hashSid, newSid } from "@/lib/auth/session-token";
import { newId } from "@/lib/id";

/** Where a session is started from, as its list shows it. */
export interface SessionOrigin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** A new session of a person who has just proved his password. The returned secret goes into the cookie and nowhere else. */
export async function startSession(tx: Tx, userId: string, origin: SessionOrigin): Promise<{ readonly id: string; readonly sid: string }> {
  const sid = newSid();
  const id = newId();
  await tx.insert(loginSessions).values({
    id,
    userId,
    sidHash: hashSid(sid),
    expiresAt: new Date(Date.now() + absoluteSeconds * 1000),
    address: origin.address,
    userAgent: origin.userAgent?.slice(0, 300) ?? null,
  });
  return { id, sid };
}
