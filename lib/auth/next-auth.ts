import NextAuth, { AuthError } from "next-auth";
import { beginSession } from "@/lib/accounts/sign-in";
import { cookieName, cookieOptions, sessionCookie } from "@/lib/auth/cookies";
import { endSessionBySid } from "@/lib/auth/end-session-by-sid";
import { signInWays } from "@/lib/auth/providers";
import { absoluteSeconds, sessionSecret } from "@/lib/auth/session-token";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

declare module "next-auth" {
  interface User {
    address?: string | null;
    userAgent?: string | null;
  }
}

/**
 * Auth.js signs in, signs out and will speak to other providers. What it says about a session is never believed: a page
 * or a route asks the session's row (actor-of-session.ts).
 */
const nextAuth = NextAuth(() => ({
  secret: sessionSecret(),
  trustHost: true,
  basePath: "/api/auth",
  pages: { signIn: "/sign-in", error: "/sign-in" },
  session: { strategy: "jwt", maxAge: absoluteSeconds },
  providers: signInWays.map(({ provider }) => provider),
  cookies: {
    sessionToken: { name: sessionCookie, options: cookieOptions },
    callbackUrl: { name: cookieName("callback-url"), options: cookieOptions },
    csrfToken: { name: cookieName("csrf"), options: cookieOptions },
    pkceCodeVerifier: { name: cookieName("pkce"), options: { ...cookieOptions, maxAge: 900 } },
    state: { name: cookieName("state"), options: { ...cookieOptions, maxAge: 900 } },
    nonce: { name: cookieName("nonce"), options: cookieOptions },
    webauthnChallenge: { name: cookieName("challenge"), options: { ...cookieOptions, maxAge: 900 } },
  },
  callbacks: {
    /** At sign-in the cookie gets a session of its own; at any other time Auth.js has nothing to refresh. */
    async jwt({ user }) {
      if (!user?.id) return null;
      const { sid } = await beginSession(user.id, { address: user.address ?? null, userAgent: user.userAgent ?? null });
      return { sub: user.id, sid };
    },
  },
  events: {
    async signOut(message) {
      const { sid } = ("token" in message ? message.token : null) ?? {};
      if (typeof sid === "string") await endSessionBySid(sid);
    },
  },
  logger: {
    error: (error) => void (refusalIn(error) ?? log.error({ err: error }, "sign-in failed")),
    warn: (code) => log.warn({ code }, "sign-in"),
    debug: () => undefined,
  },
}));

export const { handlers, signOut } = nextAuth;

/** Signs in by one of the ways and sets the cookie; throws the refusal of that way. */
export async function signIn(way: string, credentials: Readonly<Record<string, string>>): Promise<void> {
  try {
    await nextAuth.signIn(way, { ...credentials, redirect: false });
  } catch (error) {
    throw refusalIn(error) ?? error;
  }
}

/** Auth.js wraps what a provider throws. */
function refusalIn(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const inner = error instanceof AuthError ? error.cause?.err : undefined;
  return inner instanceof AppError ? inner : null;
}
