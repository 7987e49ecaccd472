import { log } from "@/lib/log";

/** Runs something now and then again and again, never twice at once. A failure is logged and forgotten. Returns how to end it. */
export function every(what: string, periodMs: number, run: () => Promise<unknown>): () => void {
  let isRunning = false;
  const once = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      await run();
    } catch (error) {
      log.warn({ err: error }, `could not ${what}`);
    } finally {
      isRunning = false;
    }
  };
  void once();
  const timer = setInterval(once, periodMs);
  return () => clearInterval(timer);
}
