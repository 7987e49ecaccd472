import { cookies } from "next/headers";
import { cookieOptions, sessionCookie } from "@/lib/auth/cookies";
import { absoluteSeconds, encodeSession, type SessionPayload } from "@/lib/auth/session-token";

/** Gives the browser of this action a session that a verb has started. */
export async function writeSessionCookie(payload: SessionPayload): Promise<void> {
  const jar = await cookies();
  jar.set(sessionCookie, await encodeSession(payload), { ...cookieOptions, maxAge: absoluteSeconds });
}
