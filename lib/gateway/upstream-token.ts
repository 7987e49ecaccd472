import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { env } from "@/lib/env";

/** The header in which the gateway proves itself to a workload. A client's own is dropped with every `x-cairn-` header. */
export const upstreamTokenHeader = "x-cairn-upstream-token";

/**
 * What the gateway and one workload share, 256 bits, derived from the gateway's key and the workload's id: it is stored
 * nowhere. The gateway is handed its key; who holds the master ring derives the same.
 */
export function upstreamToken(workloadId: string): string {
  return createHmac("sha256", gatewayKey()).update(`upstream ${workloadId}`).digest("base64url");
}

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

let known: string | undefined;

function gatewayKey(): string {
  known ??= env.CAIRN_GATEWAY_KEY ?? deriveFromRing();
  return known;
}

/** The ring is `{"<key id>": "<32 bytes in base64>"}`; derived keys come from its first one. */
function deriveFromRing(): string {
  const text = env.CAIRN_SECRET_KEY ?? (env.CAIRN_SECRET_KEY_FILE ? readFileSync(env.CAIRN_SECRET_KEY_FILE, "utf8") : null);
  if (text === null) throw new Error("neither CAIRN_GATEWAY_KEY nor the master key ring was handed to this process");
  const [first = ""] = Object.values(JSON.parse(text) as Record<string, string>);
  return Buffer.from(hkdfSync("sha256", Buffer.from(first, "base64"), "", "gateway-upstream", 32)).toString("base64url");
}
