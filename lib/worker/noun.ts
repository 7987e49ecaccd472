/** What the worker keeps in step with its row. */
export const nounNames = ["job", "environment", "endpoint", "tenant", "operation"] as const;
export type Noun = (typeof nounNames)[number];

/** How one noun is kept in step. */
export interface Syncing {
  /**
   * Makes what is true of one thing agree with its row, once. Idempotent; may be cut off at any statement. Returns when to
   * look again, null when nothing more is to be done. Throwing means another try, later each time.
   */
  readonly sync: (id: string) => Promise<Date | null>;
  /** Ids that must not be forgotten, whatever became of their wakes: looked through at start and every minute. */
  readonly scan: () => Promise<readonly string[]>;
}
