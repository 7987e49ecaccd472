/** Upper bounds of the gateway's latency histogram, in milliseconds: about a quarter apart. */
export const latencyBoundsMs: readonly number[] = [
  1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10, 12.5, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125, 160, 200, 250, 320, 400, 500, 630, 800,
  1_000, 1_250, 1_600, 2_000, 2_500, 3_200, 4_000, 5_000, 10_000, 30_000, 60_000,
];

/** The latency below which `share` of the counted requests were, interpolated within its bucket; null without requests. */
export function quantileMs(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let rest = share * total;
  for (const [index, count] of counts.entries()) {
    const upper = latencyBoundsMs[index];
    const lower = latencyBoundsMs[index - 1] ?? 0;
    if (rest <= count && count > 0) return upper === undefined ? lower : lower + (upper - lower) * (rest / count);
    rest -= count;
  }
  return latencyBoundsMs.at(-1) ?? null;
}
