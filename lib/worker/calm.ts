import { pause } from "@/lib/pause";

const restMs = 1_000;

/** When the sync loop last had all its hands full. */
export const load = { fullAt: 0 };

/** Waits until the sync loop has had a free hand for a while, or so long: for work that nobody waits for. */
export async function calm(longestMs: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + longestMs;
  for (let now = Date.now(); now < Math.min(load.fullAt + restMs, deadline) && !signal.aborted; now = Date.now()) {
    await pause(Math.min(load.fullAt + restMs, deadline) - now, signal);
  }
}
