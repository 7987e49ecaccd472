/** What one tab follows, and up to where it has read each topic; null: from now on, or from the start of what has one. */
export type Wants = Readonly<Record<string, number | null>>;

/** All tabs' wants as one: every topic once, from where the tab furthest behind stands. */
export function unionOfWants(tabs: Iterable<Wants>): Wants {
  const union: Record<string, number | null> = {};
  for (const wants of tabs) {
    for (const [topic, cursor] of Object.entries(wants)) {
      const before = union[topic];
      union[topic] = before === undefined ? cursor : furthestBehind(topic, before, cursor);
    }
  }
  return union;
}

/** Whether a stream that follows `open` and has come to `at` must be opened anew to serve `wanted`. */
export function needsNewStream(open: readonly string[], at: Readonly<Record<string, number>>, wanted: Wants): boolean {
  return Object.entries(wanted).some(([topic, cursor]) => !open.includes(topic) || isBehind(topic, cursor, at[topic]));
}

/** Logs and metrics have a start that a newcomer wants to read; changes and counts are only news. */
export function hasStart(topic: string): boolean {
  return topic.startsWith("log:") || topic.startsWith("metrics:");
}

function furthestBehind(topic: string, a: number | null, b: number | null): number | null {
  if (a !== null && b !== null) return Math.min(a, b);
  return hasStart(topic) ? null : (a ?? b);
}

/** Of news nobody is behind who does not say where he stands. */
function isBehind(topic: string, cursor: number | null, at: number | undefined): boolean {
  if (at === undefined || (cursor === null && !hasStart(topic))) return false;
  return (cursor ?? 0) < at;
}
