import { type FSWatcher, watch } from "node:fs";

const gatherMs = 15;
const blindMs = 100;

/** Wakes a reader when something changes in one of some folders, and at the latest after `safetyMs`: an event only shortens the wait. */
export function folderWake(folders: readonly string[], safetyMs: number): { next(signal: AbortSignal): Promise<void>; close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let changed = false;
  let wake: (() => void) | undefined;
  const start = () => {
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, () => {
          changed = true;
          wake?.();
        });
        watchers.set(folder, watcher);
        watcher.on("error", () => {
          watcher.close();
          watchers.delete(folder);
        });
      } catch {
        // Not there yet: the short wait finds it.
      }
    }
  };
  start();
  return {
    async next(signal) {
      start();
      const isBlind = watchers.size < folders.length;
      if (!changed) await sleepUntil((resolve) => (wake = resolve), isBlind ? Math.min(safetyMs, blindMs) : safetyMs, signal);
      if (!signal.aborted) await sleepUntil(() => undefined, gatherMs, signal);
      changed = false;
      wake = undefined;
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function sleepUntil(arm: (resolve: () => void) => void, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
    arm(done);
  });
}
