/** The value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** Milliseconds that something takes. */
export async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Resolves once something has become true, looking again and again; throws where it takes longer. */
export async function until(isTrue, { milliseconds = 60_000, everyMs = 5 } = {}) {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; ) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error("did not become true in time");
}

/** Does `work` with each number below `count`, so many at once. */
export async function atOnce(limit, count, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}
