import { sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { computes } from "@/db/schema";
import type { ComputeBackend } from "@/lib/compute/backend";
import type { Node } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** A picture that nothing changes is confirmed this often. */
const confirmEveryMs = 5_000;

/**
 * For the worker: each call writes down what the nodes of a backend are, where that differs from the call before, and tells those who
 * follow. While the backend does not answer the last picture stays, with the time since when it is old.
 */
export function nodePublisher(backend: ComputeBackend): () => Promise<void> {
  const told = new Map<string, Told>();
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let isFirst = true;
  let isAway = false;

  return async () => {
    const nodes = await backend.nodes().catch(async (err: unknown) => {
      if (!(err instanceof AppError && err.code === "unavailable")) throw err;
      if (!isAway) log.warn({ err, compute: backend.name }, "the backend does not answer");
      isAway = true;
      confirmedAt = Number.NEGATIVE_INFINITY;
      await markAway(backend.name);
      return undefined;
    });
    if (!nodes) return;
    const now = nodes.map((node) => ({ node, text: told.get(node.name)?.node === node ? undefined : JSON.stringify(node) }));
    const changed = now.filter(({ node, text }) => text !== undefined && text !== told.get(node.name)?.text);
    const names = new Set(nodes.map(({ name }) => name));
    const gone = [...told.keys()].filter((name) => !names.has(name));
    if (changed.length === 0 && gone.length === 0 && Date.now() - confirmedAt < confirmEveryMs) return;

    await transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`nodes:${backend.name}`}, 0))`);
      const isNews = await write(tx, backend.name, changed.map(({ text }) => text).join(","), isFirst ? [...names] : undefined, gone);
      const row = { name: backend.name, seenAt: new Date(), awaySince: null };
      await tx.insert(computes).values(row).onConflictDoUpdate({ target: computes.name, set: row });
      if (isNews || isAway) await tx.execute(sql`select pg_notify('cairn_nodes', ${backend.name})`);
    });
    for (const name of gone) told.delete(name);
    for (const { node, text } of changed) told.set(node.name, { node, text: text ?? "" });
    confirmedAt = Date.now();
    isFirst = false;
    if (isAway) log.info({ compute: backend.name }, "the backend answers again");
    isAway = false;
  };
}

interface Told {
  readonly node: Node;
  readonly text: string;
}

/**
 * Answers whether any row changed. The first time, all that is not among `all` is gone. Rows of one backend are written one after the
 * other, so that revisions are in the order of commits.
 */
async function write(
  tx: Tx,
  compute: string,
  changed: string,
  all: readonly string[] | undefined,
  gone: readonly string[],
): Promise<boolean> {
  const upserted = await tx.execute(sql`
    insert into nodes (compute, name, node)
    select ${compute}, node ->> 'name', node from jsonb_array_elements(${`[${changed}]`}::jsonb) as node
    on conflict (compute, name) do update set node = excluded.node, revision = nextval('nodes_revision_seq'), gone_at = null
    where nodes.node is distinct from excluded.node or nodes.gone_at is not null`);
  const isGone = all ? sql`name <> all(${sql.param(all)}::text[])` : sql`name = any(${sql.param(gone)}::text[])`;
  const ended = await tx.execute(sql`
    update nodes set gone_at = now(), revision = nextval('nodes_revision_seq')
    where compute = ${compute} and gone_at is null and ${isGone}`);
  await tx.execute(sql`delete from nodes where compute = ${compute} and gone_at < now() - interval '1 hour'`);
  return (upserted.rowCount ?? 0) + (ended.rowCount ?? 0) > 0;
}

/** The first moment counts; followers hear of it once. */
async function markAway(name: string): Promise<void> {
  const { rowCount } = await db.execute(sql`
    insert into computes (name, seen_at, away_since) values (${name}, to_timestamp(0), now())
    on conflict (name) do update set away_since = now() where computes.away_since is null`);
  if (rowCount) await db.execute(sql`select pg_notify('cairn_nodes', ${name})`);
}
