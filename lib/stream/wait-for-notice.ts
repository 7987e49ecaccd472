import { type Channel, listening } from "@/db/listen";

/** However quiet a channel is, its readers look again this often: a notification may have been lost. */
const lookAgainMs = 10_000;

/**
 * Yields once at the start and then after every notification that `matches`, after a reconnect, and every ten seconds.
 * Notifications that come while the reader works are folded into one.
 */
export async function* waitForNotice(channel: Channel, matches: (payload: string) => boolean, signal: AbortSignal): AsyncGenerator<void> {
  let pending = true;
  let nudge: () => void = () => undefined;
  const raise = () => {
    pending = true;
    nudge();
  };
  const unlisten = await listening.listen(channel, (payload) => matches(payload) && raise());
  const unwatch = listening.onReconnect(raise);
  const timer = setInterval(raise, lookAgainMs);
  signal.addEventListener("abort", raise);
  try {
    while (!signal.aborted) {
      if (pending) {
        pending = false;
        yield;
      } else {
        await new Promise<void>((resolve) => {
          nudge = resolve;
        });
      }
    }
  } finally {
    clearInterval(timer);
    unlisten();
    unwatch();
    signal.removeEventListener("abort", raise);
  }
}
