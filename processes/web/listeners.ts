import { lookup } from "node:dns/promises";
import { env } from "@/lib/env";

/** Where the web listens, and for whom. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Pods come in here by plain http: their part of the API is all that is served. */
  readonly isForPods: boolean;
  /** It need not be an address of this machine: without IPv6 there is no ::1, and a proxy elsewhere may pass pods on. */
  readonly isOptional: boolean;
}

/** `localhost` means both families to a browser. Pods cannot reach it, so the address of CAIRN_POD_URL is added where it is this machine's. */
export async function listeners(): Promise<readonly Listener[]> {
  const own = { port: env.CAIRN_WEB_PORT, isForPods: false, isOptional: false };
  if (env.CAIRN_LISTEN !== "127.0.0.1") return [{ ...own, address: env.CAIRN_LISTEN }];
  const pods = await podListener();
  return [{ ...own, address: "127.0.0.1" }, { ...own, address: "::1", isOptional: true }, ...(pods ? [pods] : [])];
}

async function podListener(): Promise<Listener | null> {
  if (env.CAIRN_POD_URL === undefined) return null;
  const { hostname, port, protocol } = new URL(env.CAIRN_POD_URL);
  // Whoever ends TLS in front of it reaches the console by loopback.
  if (protocol !== "http:") return null;
  const found = await lookup(hostname.replace(/^\[|\]$/g, "")).catch(() => null);
  if (!found || found.address === "::1" || found.address.startsWith("127.")) return null;
  // Interfaces are not asked: a bridge that no pod is on at the moment would not be among them.
  return { address: found.address, port: Number(port || 80), isForPods: true, isOptional: true };
}
