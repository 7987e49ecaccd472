const delaysMs = [0, 250, 1000, 2000, 4000, 8000, 16_000, 30_000];
const calmMs = 60_000;

/** How long to wait before the next start: at once after a single mishap, ever longer in a crash loop. */
export function backoff(now: () => number = performance.now.bind(performance)) {
  let failures = 0;
  let startedAt = now();
  return {
    started: () => {
      startedAt = now();
    },
    nextDelayMs: () => {
      failures = now() - startedAt > calmMs ? 1 : failures + 1;
      return delaysMs[Math.min(failures, delaysMs.length) - 1] ?? 0;
    },
  };
}
