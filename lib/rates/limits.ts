import { env } from "@/lib/env";

/** So many points in so many seconds. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
}

const minute = 60;
const hour = 60 * minute;

/** What one caller may do how often. `CAIRN_LIMITS` changes any of them: `signInAddress=200/900,apiRead=1200/60`. */
const defaults = {
  /** An account from one address: the person who mistypes, and the one who guesses. */
  signIn: { points: 5, seconds: 15 * minute },
  /** An account from all addresses together: slows guessing, locks nobody out for long. */
  signInAccount: { points: 20, seconds: 15 * minute },
  signInAddress: { points: 100, seconds: 15 * minute },
  /** The password typed again before something dangerous. */
  confirmPassword: { points: 5, seconds: 15 * minute },
  passwordReset: { points: 3, seconds: hour },
  setup: { points: 10, seconds: hour },
  ticket: { points: 60, seconds: minute },
  badToken: { points: 30, seconds: minute },
  apiRead: { points: 600, seconds: minute },
  apiWrite: { points: 120, seconds: minute },
  /** Calls by a running job's own key are counted apart from those of people. */
  jobToken: { points: 6_000, seconds: minute },
  uploadChunk: { points: 6_000, seconds: minute },
  /** One line of the audit log for the same refused attempt. */
  denial: { points: 1, seconds: minute },
  webhookTest: { points: 10, seconds: hour },
  jobSubmit: { points: 1_000, seconds: hour },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof defaults;

/** Event streams that one person may hold open at once. */
export const streamsPerUser = 20;

export const limits: Readonly<Record<LimitName, Limit>> = { ...defaults, ...readLimits(env.CAIRN_LIMITS) };

/** Reads `name=points/seconds` pairs; throws on a name or a form it does not know, so that a typing error stops the start. */
export function readLimits(setting: string): Partial<Record<LimitName, Limit>> {
  const pairs = setting
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = "", points, seconds] = /^(\w+)=(\d{1,9})\/(\d{1,7})$/.exec(pair) ?? [];
      if (!Object.hasOwn(defaults, name) || Number(seconds) === 0) throw new Error(`CAIRN_LIMITS: “${pair}” is not name=points/seconds`);
      return [name, { points: Number(points), seconds: Number(seconds) }];
    }),
  );
}
