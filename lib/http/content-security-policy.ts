import { env } from "@/lib/env";

const appsUrl = env.CAIRN_APPS_URL;
const filesOrigin = appsUrl.replace("*", "files");

/** The console's policy: scripts by nonce alone, nothing from anyone else. Without a nonce, no script at all. */
export function contentSecurityPolicy(nonce: string | null): string {
  const isDevelopment = env.NODE_ENV === "development";
  const byNonce = nonce === null ? "'none'" : `'nonce-${nonce}' 'strict-dynamic'`;
  return [
    "default-src 'none'",
    // The development server compiles in the browser and reloads by a socket.
    `script-src ${byNonce}${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // A nonce beside 'unsafe-inline' would make browsers pass over the latter, which the development server's own marks need.
    `style-src 'self'${isDevelopment ? " 'unsafe-inline'" : nonce === null ? "" : ` 'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ${filesOrigin}${isDevelopment ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `form-action 'self' ${appsUrl}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
