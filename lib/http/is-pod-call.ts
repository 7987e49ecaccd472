import { env } from "@/lib/env";

const podHost = env.CAIRN_POD_URL === undefined ? null : new URL(env.CAIRN_POD_URL).host;

/** Whether a request comes by the name under which pods reach the console: their own part of the API is served there, and nothing else. */
export function isPodCall(host: string | null | undefined, path: string): boolean {
  return podHost !== null && host?.toLowerCase() === podHost && /^\/api\/v1\/workload(\/[\w-]+)*$/.test(path);
}
