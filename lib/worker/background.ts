import { log } from "@/lib/log";

const activities = new Map<string, { readonly controller: AbortController; readonly done: Promise<void> }>();

/**
 * Runs something long beside the sync loop, at most once per key in this process; a second call while it runs changes
 * nothing. A failure is logged: the next sync of its thing starts it anew. `whenDone` is called in either case.
 */
export function ensureRunning(key: string, run: (signal: AbortSignal) => Promise<void>, whenDone?: () => Promise<void>): void {
  if (activities.has(key)) return;
  const controller = new AbortController();
  const done = (async () => {
    try {
      await run(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) log.error({ err: error, activity: key }, "background activity failed");
    }
    activities.delete(key);
    if (!controller.signal.aborted)
      await whenDone?.().catch((error: unknown) => log.warn({ err: error, activity: key }, "after a background activity"));
  })();
  activities.set(key, { controller, done });
}

export function isRunning(key: string): boolean {
  return activities.has(key);
}

/** Asks one activity to end; it does so in its own time. */
export function abort(key: string): void {
  activities.get(key)?.controller.abort();
}

/** Asks all to end and waits for them: what they had in hand is written. */
export async function stopAll(): Promise<void> {
  const all = [...activities.values()];
  for (const { controller } of all) controller.abort();
  await Promise.all(all.map(({ done }) => done));
}
