import { recordDenial } from "@/lib/audit/record-denial";
import type { UserActor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** So many wait for the database at once; what is refused meanwhile is refused all the same, and not written down. */
const mostAtOnce = 4;
let under = 0;

/** Who was refused, or a way to learn it that is taken only then. */
export type Refused = UserActor | (() => Promise<UserActor | null>);

/** `recordDenial` for where an answer must wait for nothing: returns at once, never throws, and lets the rest of a flood go by. */
export function noteDenial(who: Refused, error: unknown, verb: string): void {
  if (!(error instanceof AppError) || error.denied === undefined || under >= mostAtOnce) return;
  under += 1;
  void record(who, error, verb).finally(() => {
    under -= 1;
  });
}

/** Runs what `who` asked for and notes it when he may not. */
export async function notingDenial<T>(who: Refused, verb: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    noteDenial(who, error, verb);
    throw error;
  }
}

async function record(who: Refused, error: AppError, verb: string): Promise<void> {
  try {
    const actor = typeof who === "function" ? await who() : who;
    if (actor) await recordDenial(actor, error, verb);
  } catch (failure) {
    log.warn({ err: failure, verb }, "a denial was not recorded");
  }
}
