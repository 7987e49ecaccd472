import type { ClientBase } from "pg";

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Rows of a moment, which mean nothing after it. */
const momentary = ["computes", "nodes", "process_heartbeats", "rate_limits", "setup_tokens", "tenant_places", "tickets"];

/** The tables of the schema, what is referred to before what refers to it. */
export async function orderedTables(client: ClientBase): Promise<readonly Table[]> {
  const { rows: tables } = await client.query<{ name: string; columns: string[] }>(
    `
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all($1::text[])
    group by c.relname order by c.relname`,
    [momentary],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    select f.relname as from, t.relname as to from pg_constraint k
    join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conrelid <> k.confrelid`);
  return sortByReferences(tables, references);
}

/** Throws on a circle: rows of such tables could not be loaded one table after the other. */
export function sortByReferences(tables: readonly Table[], references: readonly { from: string; to: string }[]): readonly Table[] {
  const sorted: Table[] = [];
  const waiting = new Map(tables.map((table) => [table.name, table]));
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter((table) => !references.some((one) => one.from === table.name && waiting.has(one.to)));
    if (free.length === 0) throw new Error(`These tables refer to each other in a circle: ${[...waiting.keys()].join(", ")}`);
    for (const table of free) {
      sorted.push(table);
      waiting.delete(table.name);
    }
  }
  return sorted;
}
