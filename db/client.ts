import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool, types } from "pg";
import { NamingClient } from "@/db/named-statements";
import * as schema from "@/db/schema";
import { env } from "@/lib/env";
import { isDatabaseHanging } from "@/lib/errors";

// int8 in raw queries: every count of ours is far below 2^53
types.setTypeParser(types.builtins.INT8, Number);

/** A page is answered in words while the database hangs; nothing that a page asks takes this long. The worker's purges may. */
const patience = env.CAIRN_PROCESS === "web" ? { query_timeout: 20_000 } : {};

export const pool = new Pool({
  connectionString: env.DATABASE_URL,
  max: 10,
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 30_000,
  application_name: `cairn-${env.CAIRN_PROCESS}`,
  Client: NamingClient,
  ...patience,
});
// An idle connection that breaks is replaced by the next query; without a listener it would end the process.
pool.on("error", () => undefined);

/** The only connection. Reads may use it directly; every change goes through `transaction`. */
export const db: NodePgDatabase<typeof schema> = drizzle(pool, { schema });

type PlainTx = Parameters<Parameters<typeof db.transaction>[0]>[0];

/** A transaction that also knows what has to happen at its very end. */
export type Tx = PlainTx & {
  /** Runs just before the commit, in order of registration: for locks that must be held as briefly as possible. */
  atEnd(run: (tx: Tx) => Promise<void>): void;
};

/** What reads can run on: the pool or a transaction. */
export type Db = typeof db | Tx;

/** Runs `run` in one transaction. No network call belongs inside. */
export async function transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  // Drizzle keeps a connection for ever whose `begin` fails; after ten of those nothing would be left in the pool.
  const client = await pool.connect();
  let isHanging = false;
  try {
    return await (drizzle(client) as unknown as typeof db).transaction(async (plain) => {
      const last: ((tx: Tx) => Promise<void>)[] = [];
      const tx: Tx = Object.assign(plain, { atEnd: (step: (tx: Tx) => Promise<void>) => void last.push(step) });
      const result = await run(tx);
      for (const step of last) await step(tx);
      return result;
    });
  } catch (error) {
    isHanging = isDatabaseHanging(error);
    throw error;
  } finally {
    // Whoever got this connection next would wait behind what still hangs in it.
    client.release(isHanging);
  }
}
