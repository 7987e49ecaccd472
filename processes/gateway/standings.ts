import type { Standings } from "@/lib/gateway/table";

/** A replica that could not be reached is left alone for so long, where another one can be asked. */
const silentMs = 3_000;

const inHand = new Map<string, number>();
const silentUntil = new Map<string, number>();

/** What this gateway has seen of the addresses it asks. */
export const standings: Standings = {
  busy: (address) => inHand.get(address) ?? 0,
  isSilent: (address) => (silentUntil.get(address) ?? 0) > Date.now(),
};

/** A request is on its way to an address until the returned function is called. */
export function taken(address: string): () => void {
  inHand.set(address, standings.busy(address) + 1);
  return () => {
    const rest = standings.busy(address) - 1;
    if (rest > 0) inHand.set(address, rest);
    else inHand.delete(address);
  };
}

/** It did not answer: others are asked for a while. */
export function fellSilent(address: string): void {
  const now = Date.now();
  for (const [known, until] of silentUntil) if (until <= now) silentUntil.delete(known);
  silentUntil.set(address, now + silentMs);
}
