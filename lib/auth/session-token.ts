import { createHash, randomBytes } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { sessionCookie } from "@/lib/auth/cookies";
import { env } from "@/lib/env";
import { deriveKey } from "@/lib/secrets/key-ring";

/** A session ends this long after sign-in, used or not. */
export const absoluteSeconds = 30 * 24 * 3600;
/** A session that nobody uses ends after this long. */
export const idleSeconds = 7 * 24 * 3600;

const payloadShape = z.object({ sub: z.uuid(), sid: z.string().min(20) });

/** What the session cookie carries, encrypted: the person and the session's own secret. */
export type SessionPayload = z.output<typeof payloadShape>;

/** The key of session cookies. */
export function sessionSecret(): string {
  return env.AUTH_SECRET ?? deriveKey("auth");
}

/** A new session's own secret: 128 random bits. */
export function newSid(): string {
  return randomBytes(16).toString("base64url");
}

/** What is stored of a session's secret. */
export function hashSid(sid: string): Buffer {
  return createHash("sha256").update(sid).digest();
}

export function encodeSession(payload: SessionPayload): Promise<string> {
  return encode({ token: payload, secret: sessionSecret(), salt: sessionCookie, maxAge: absoluteSeconds });
}

/** The content of a session cookie; null when it was not made here, is over, or cannot be read because the key is gone. */
export async function decodeSession(cookie: string): Promise<SessionPayload | null> {
  return payloadShape.safeParse(await decrypt(cookie).catch(() => null)).data ?? null;
}

async function decrypt(cookie: string): Promise<unknown> {
  return decode({ token: cookie, secret: sessionSecret(), salt: sessionCookie });
}
