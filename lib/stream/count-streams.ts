import { AppError } from "@/lib/errors";
import { streamsPerUser } from "@/lib/rates/limits";

const open = new Map<string, number>();

/** Counts a person's open streams in this process. Throws `rate_limited` when he has as many as one may; ends with the signal. */
export function countStream(userId: string, signal: AbortSignal): void {
  const others = open.get(userId) ?? 0;
  if (others >= streamsPerUser) throw new AppError("rate_limited", "errors.rateLimited", { seconds: 10 }, { retryAfterSeconds: 10 });
  open.set(userId, others + 1);
  const leave = () => {
    const left = (open.get(userId) ?? 1) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  };
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
}
