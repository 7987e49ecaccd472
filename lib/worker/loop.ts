import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { listening } from "@/db/listen";
import { log } from "@/lib/log";
import { load } from "@/lib/worker/calm";
import type { Noun, Syncing } from "@/lib/worker/noun";

/** A thing whose worker was killed waits this long for the next one. */
const leaseSeconds = 6;
const longestWaitMs = 2_000;
const scanEveryMs = 60_000;

interface Claim {
  readonly noun: Noun;
  readonly id: string;
  readonly failures: number;
  readonly wakes: number;
  readonly token: string;
}

export interface Loop {
  /** Takes no new work and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Claims due things by lease, `concurrency` at once, and runs their verbs. Several workers may run it: a thing is worked on
 * by one of them, and by another when the first one's lease ends.
 */
export async function startLoop(nouns: Readonly<Record<Noun, Syncing>>, concurrency = 12): Promise<Loop> {
  const running = new Set<Promise<void>>();
  const alarm = new Alarm();
  let stopped = false;
  const unlisten = await listening.listen("cairn_wake", () => alarm.ring());
  const lookAtAll = () => rememberAll(nouns, sql`do update set due_at = now()`);
  // Whoever followed something while the database was away has ended, and could ask nobody to be started again.
  const unwatch = listening.onReconnect(() => void lookAtAll().then(() => alarm.ring()));
  const scanning = setInterval(() => void rememberAll(nouns, sql`do nothing`), scanEveryMs);
  // What ran under an earlier worker is looked at now, not when that one meant to.
  await lookAtAll();

  const work = (async () => {
    while (!stopped) {
      const free = concurrency - running.size;
      const { claims, nextMs } = free > 0 ? await claimDue(free).catch(warn("could not claim", nothing)) : nothing;
      for (const claim of claims) {
        const one = workOn(nouns[claim.noun], claim).then((again) => {
          // While all hands were full, others may have become due.
          const mayOthersWait = running.size === concurrency;
          running.delete(one);
          if (mayOthersWait) alarm.ring();
          else if (again !== null) alarm.ringIn(again - Date.now());
        });
        running.add(one);
        if (running.size === concurrency) load.fullAt = Date.now();
      }
      alarm.ringIn(nextMs);
      await alarm.rung();
    }
  })();

  return {
    async stop() {
      stopped = true;
      alarm.ring();
      clearInterval(scanning);
      unlisten();
      unwatch();
      await work;
      await Promise.all(running);
    },
  };
}

/** Rings once, at the earliest of the times it was set to, or after the longest wait. What rings while nobody waits is not lost. */
class Alarm {
  #ringing = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;

  ring(): void {
    this.#ringing.resolve();
  }

  ringIn(ms: number): void {
    const at = Date.now() + Math.max(0, Math.min(ms, longestWaitMs));
    if (at >= this.#at) return;
    this.#at = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ring(), Math.max(0, at - Date.now()));
  }

  async rung(): Promise<void> {
    await this.#ringing.promise;
    clearTimeout(this.#timer);
    this.#at = Number.POSITIVE_INFINITY;
    this.#ringing = Promise.withResolvers<void>();
  }
}

interface Turn {
  readonly claims: readonly Claim[];
  /** Until the next thing falls due that is not among the claims. */
  readonly nextMs: number;
}

const nothing: Turn = { claims: [], nextMs: longestWaitMs };

async function claimDue(limit: number): Promise<Turn> {
  const token = randomUUID();
  const { rows } = await db.execute<{ noun: Noun | null; id: string; failures: number; wakes: number; nextMs: number | null }>(sql`
    with claimed as (
      update sync_tasks set lease_token = ${token}, lease_until = now() + make_interval(secs => ${leaseSeconds})
      where (noun, id) in (
        select noun, id from sync_tasks
        where due_at <= now() and (lease_until is null or lease_until < now())
        order by due_at limit ${limit} for update skip locked)
      returning noun, id, failures, wakes),
    later as (
      select extract(epoch from min(greatest(due_at, coalesce(lease_until, due_at))) - now()) * 1000 as ms
      from sync_tasks where due_at > now() or lease_until >= now())
    select claimed.*, later.ms as "nextMs" from later left join claimed on true`);
  const claims = rows.flatMap(({ noun, id, failures, wakes }) => (noun === null ? [] : { noun, id, failures, wakes, token }));
  // As many as could be taken: there may be more.
  return { claims, nextMs: claims.length === limit ? 0 : Math.ceil(Number(rows[0]?.nextMs ?? longestWaitMs)) };
}

/** Works on a thing and puts it back. Returns when it is due again, in Unix milliseconds, or null when it is done with. */
async function workOn(syncing: Syncing, claim: Claim): Promise<number | null> {
  const renewal = setInterval(() => void renew(claim), (leaseSeconds * 1000) / 3);
  try {
    return await settle(claim, await syncing.sync(claim.id));
  } catch (error) {
    log.error({ err: error, noun: claim.noun, id: claim.id, failures: claim.failures + 1 }, "sync failed");
    return await postpone(claim, error).catch(warn("could not postpone", null));
  } finally {
    clearInterval(renewal);
  }
}

/** A wake that came in while we worked makes the thing due at once. */
async function settle(claim: Claim, again: Date | null): Promise<number | null> {
  const mine = sql`noun = ${claim.noun} and id = ${claim.id} and lease_token = ${claim.token}`;
  if (again === null) {
    const { rowCount } = await db.execute(sql`delete from sync_tasks where ${mine} and wakes = ${claim.wakes}`);
    if (rowCount === 1) return null;
  }
  const due = again?.toISOString() ?? null;
  const { rows } = await db.execute<{ isUndisturbed: boolean }>(sql`
    update sync_tasks set lease_token = null, lease_until = null, failures = 0, last_error = null,
      due_at = case when wakes = ${claim.wakes} then coalesce(${due}::timestamptz, now()) else now() end
    where ${mine} returning wakes = ${claim.wakes} as "isUndisturbed"`);
  const [row] = rows;
  // Its lease ended meanwhile: another worker has it.
  if (!row) return null;
  return row.isUndisturbed && again ? again.getTime() : Date.now();
}

async function postpone(claim: Claim, error: unknown): Promise<number> {
  const seconds = Math.min(60, 2 ** claim.failures);
  await db.execute(sql`
    update sync_tasks set lease_token = null, lease_until = null, failures = failures + 1,
      last_error = ${error instanceof Error ? error.message.slice(0, 500) : String(error)},
      due_at = now() + make_interval(secs => ${seconds})
    where noun = ${claim.noun} and id = ${claim.id} and lease_token = ${claim.token}`);
  return Date.now() + seconds * 1000;
}

async function renew(claim: Claim): Promise<void> {
  await db
    .execute(sql`
      update sync_tasks set lease_until = now() + make_interval(secs => ${leaseSeconds})
      where noun = ${claim.noun} and id = ${claim.id} and lease_token = ${claim.token}`)
    .catch(warn("could not renew a lease", undefined));
}

async function rememberAll(nouns: Readonly<Record<Noun, Syncing>>, known: SQL): Promise<void> {
  for (const [noun, syncing] of Object.entries(nouns)) {
    try {
      const ids = await syncing.scan();
      if (ids.length === 0) continue;
      await db.execute(sql`
        insert into sync_tasks (noun, id) select ${noun}, unnest(${sql.param(`{${ids.join(",")}}`)}::uuid[]) on conflict (noun, id) ${known}`);
    } catch (error) {
      log.warn({ err: error, noun }, "scan failed");
    }
  }
}

function warn<T>(what: string, fallback: T): (error: unknown) => T {
  return (error) => {
    log.warn({ err: error }, what);
    return fallback;
  };
}
