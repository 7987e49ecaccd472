import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "@/db/client";
import { AppError } from "@/lib/errors";
import { type LimitName, limits } from "@/lib/rates/limits";

/**
 * Counts one use of a limit by `key`, in the database and so across all processes. Throws `rate_limited` with the seconds
 * until another try. While the database does not answer, each process counts by itself: a limit never opens.
 */
export async function consume(limit: LimitName, key: string): Promise<void> {
  try {
    await limiterOf(limit).consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new AppError("rate_limited", "errors.rateLimited", { seconds }, { retryAfterSeconds: seconds });
  }
}

/** Forgets what `key` has used: a right password ends the count of wrong ones. */
export async function forget(limit: LimitName, key: string): Promise<void> {
  await limiterOf(limit).delete(key);
}

/** An address as limits count it: a whole IPv6 /64 belongs to one customer. */
export function addressKey(address: string | null): string {
  if (address === null) return "unknown";
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const front = head.split(":").filter(Boolean);
  const back = address.includes("::") ? tail.split(":").filter(Boolean) : [];
  const groups = [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => "0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

const limiters = new Map<LimitName, RateLimiterPostgres>();

function limiterOf(name: LimitName): RateLimiterPostgres {
  const known = limiters.get(name);
  if (known) return known;
  const { points, seconds: duration } = limits[name];
  const made = new RateLimiterPostgres({
    storeClient: pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    keyPrefix: name,
    points,
    duration,
    // Once over the limit, a flood costs no more queries.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration }),
  });
  limiters.set(name, made);
  return made;
}
