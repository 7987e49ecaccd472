import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import type { Noun } from "@/lib/worker/noun";

/**
 * Asks the worker to look at a thing: a row that outlives every crash, and a notification that only shortens the wait.
 * Within a transaction both happen with its commit. `dueAt` postpones the look; an earlier one that is already asked for stays.
 */
export async function wake(on: Db, noun: Noun, id: string | readonly string[], dueAt?: Date): Promise<void> {
  // In one order, whoever wakes: two who woke the same things the other way round would wait for each other.
  const ids = typeof id === "string" ? [id] : id.toSorted();
  const due = dueAt?.toISOString() ?? null;
  await on.execute(sql`
    with asked as (
      insert into sync_tasks (noun, id, due_at, wakes)
      select ${noun}, unnest(${sql.param(`{${ids.join(",")}}`)}::uuid[]), coalesce(${due}::timestamptz, now()), 1
      on conflict (noun, id) do update set due_at = least(sync_tasks.due_at, excluded.due_at), wakes = sync_tasks.wakes + 1
      returning id)
    select pg_notify('cairn_wake', ${noun}) from asked where ${due}::timestamptz is null limit 1`);
}
