import { Pool } from "pg";
import { expect, test } from "vitest";
import { env } from "@/lib/env";
import { asRefusal } from "@/lib/http/problem";

test("a database that hangs is said to be away, and the hanging connection is given to nobody", async () => {
  const pool = new Pool({ connectionString: env.DATABASE_URL, max: 1, query_timeout: 200 });
  const hung = await pool.query("select pg_sleep(3)").catch((error: unknown) => error);
  expect(asRefusal(hung)).toMatchObject({ code: "unavailable", key: "errors.databaseDown" });
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
