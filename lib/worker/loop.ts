import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { listening } from "@/db/listen";
import { log } from "@/lib/log";
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
  let stopped = false;
  let nudge: () => void = () => undefined;
  const unlisten = await listening.listen("cairn_wake", () => nudge());
  const unwatch = listening.onReconnect(() => nudge());
  const scanning = setInterval(() => void rememberAll(nouns, sql`do nothing`), scanEveryMs);
  // What ran under an earlier worker is looked at now, not when that one meant to.
  await rememberAll(nouns, sql`do update set due_at = now()`);

  const work = (async () => {
    while (!stopped) {
      const free = concurrency - running.size;
      const claims = free > 0 ? await claimDue(free).catch(warn<readonly Claim[]>("could not claim", [])) : [];
      for (const claim of claims) {
        const one = workOn(nouns[claim.noun], claim).finally(() => {
          running.delete(one);
          nudge();
        });
        running.add(one);
      }
      if (claims.length === free && claims.length > 0) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, longestWaitMs);
        nudge = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopped) nudge();
        else
          void nextDueMs().then(
            (ms) => ms < longestWaitMs && setTimeout(nudge, ms),
            () => undefined,
          );
      });
    }
  })();

  return {
    async stop() {
      stopped = true;
      nudge();
      clearInterval(scanning);
      unlisten();
      unwatch();
      await work;
      await Promise.all(running);
    },
  };
}

async function claimDue(limit: number): Promise<readonly Claim[]> {
  const token = randomUUID();
  const { rows } = await db.execute<{ noun: Noun; id: string; failures: number; wakes: number }>(sql`
    update sync_tasks set lease_token = ${token}, lease_until = now() + make_interval(secs => ${leaseSeconds})
    where (noun, id) in (
      select noun, id from sync_tasks
      where due_at <= now() and (lease_until is null or lease_until < now())
      order by due_at limit ${limit} for update skip locked)
    returning noun, id, failures, wakes`);
  return rows.map((row) => ({ ...row, token }));
}

async function workOn(syncing: Syncing, claim: Claim): Promise<void> {
  const renewal = setInterval(() => void renew(claim), (leaseSeconds * 1000) / 3);
  try {
    await settle(claim, await syncing.sync(claim.id));
  } catch (error) {
    log.error({ err: error, noun: claim.noun, id: claim.id, failures: claim.failures + 1 }, "sync failed");
    await postpone(claim, error).catch(warn("could not postpone", undefined));
  } finally {
    clearInterval(renewal);
  }
}

/** A wake that came in while we worked makes the thing due at once. */
async function settle(claim: Claim, again: Date | null): Promise<void> {
  const mine = sql`noun = ${claim.noun} and id = ${claim.id} and lease_token = ${claim.token}`;
  if (again === null) {
    const { rowCount } = await db.execute(sql`delete from sync_tasks where ${mine} and wakes = ${claim.wakes}`);
    if (rowCount === 1) return;
  }
  const due = again?.toISOString() ?? null;
  await db.execute(sql`
    update sync_tasks set lease_token = null, lease_until = null, failures = 0, last_error = null,
      due_at = case when wakes = ${claim.wakes} then coalesce(${due}::timestamptz, now()) else now() end
    where ${mine}`);
}

async function postpone(claim: Claim, error: unknown): Promise<void> {
  const seconds = Math.min(60, 2 ** claim.failures);
  await db.execute(sql`
    update sync_tasks set lease_token = null, lease_until = null, failures = failures + 1,
      last_error = ${error instanceof Error ? error.message.slice(0, 500) : String(error)},
      due_at = now() + make_interval(secs => ${seconds})
    where noun = ${claim.noun} and id = ${claim.id} and lease_token = ${claim.token}`);
}

async function renew(claim: Claim): Promise<void> {
  await db
    .execute(sql`
      update sync_tasks set lease_until = now() + make_interval(secs => ${leaseSeconds})
      where noun = ${claim.noun} and id = ${claim.id} and lease_token = ${claim.token}`)
    .catch(warn("could not renew a lease", undefined));
}

async function nextDueMs(): Promise<number> {
  const { rows } = await db.execute<{ ms: number | null }>(sql`
    select extract(epoch from min(greatest(due_at, coalesce(lease_until, due_at))) - now()) * 1000 as ms from sync_tasks`);
  return Math.max(1, Math.ceil(Number(rows[0]?.ms ?? longestWaitMs)));
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
