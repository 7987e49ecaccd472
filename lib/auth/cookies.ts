import { env, isLoopback } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Whether the browser keeps Secure cookies of the console: over https, and over http on its own machine. */
export const hasSecureCookies = env.CAIRN_URL.startsWith("https:") || isLoopback(env.CAIRN_URL);

const prefix = hasSecureCookies ? "__Host-" : "";

export const sessionCookie = `${prefix}cairn.session`;

/** The attributes of every cookie that signs in. */
export const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/", secure: hasSecureCookies } as const;

/** A cookie of ours by a short name, such as `csrf`. */
export function cookieName(name: string): string {
  return `${prefix}cairn.${name}`;
}

/**
 * Our own cookies of a request. Parsers disagree which of two equal names counts, and browsers can be tricked into a second
 * one by blanks that only some strip: so a repeated name, compared byte by byte, is refused altogether, as is the
 * `$Version` form that no browser sends. Throws `invalid`.
 */
export function readOwnCookies(header: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = (at < 0 ? pair : pair.slice(0, at)).replace(/[^\x21-\x7e]/g, "");
    if (name.toLowerCase() === "$version") throw new AppError("invalid", "errors.repeatedCookie");
    if (!/^(?:__(?:host|secure)-)?cairn\./i.test(name)) continue;
    if (found.has(name)) throw new AppError("invalid", "errors.repeatedCookie");
    found.set(name, at < 0 ? "" : pair.slice(at + 1).trim());
  }
  return found;
}
