import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { deriveKey } from "@/lib/secrets/key-ring";

/** The header in which the gateway proves itself to a workload. A client's own is dropped with every `x-cairn-` header. */
export const upstreamTokenHeader = "x-cairn-upstream-token";

/**
 * What the gateway and one workload share, 256 bits, derived from the gateway's key and the workload's id: it is stored
 * nowhere. The gateway is handed its key; who holds the master ring derives the same.
 */
export function upstreamToken(workloadId: string): string {
  const known = made.get(workloadId);
  if (known !== undefined) return known;
  const token = createHmac("sha256", gatewayKey()).update(`upstream ${workloadId}`).digest("base64url");
  if (made.size > 10_000) made.clear();
  made.set(workloadId, token);
  return token;
}

const made = new Map<string, string>();

/** A bearer token for the gateway's own figures: only processes of this installation can make it. */
export function metricsToken(): string {
  return createHmac("sha256", gatewayKey()).update("metrics").digest("base64url");
}

/** Compares two tokens in time that tells nothing of where they differ. */
export function isSameToken(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Signs download links: who makes them and the gateway that serves them share it. */
export function filesKey(): string {
  return createHmac("sha256", gatewayKey()).update("files").digest("base64url");
}

/** The bearer token by which the console asks an endpoint for a person whom it has authorized. */
export function consoleToken(): string {
  return createHmac("sha256", gatewayKey()).update("console").digest("base64url");
}

let known: string | undefined;

/** The gateway is handed its key; the others derive the same from the master ring. */
function gatewayKey(): string {
  known ??= env.CAIRN_GATEWAY_KEY ?? deriveKey("gateway-upstream");
  return known;
}
