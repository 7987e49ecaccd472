import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "@/db/client";

const namesOf = (marker: string) =>
  transaction(async (tx) => {
    const { rows } = await tx.execute<{ name: string }>(sql`select name from pg_prepared_statements where statement like ${`%${marker}%`}`);
    return rows.map(({ name }) => name);
  });

test("a statement that returns is kept by its connection, and answers as before", async () => {
  const answers: unknown[] = [];
  for (let at = 0; at < 25; at += 1) {
    const { rows } = await transaction((tx) => tx.execute(sql`select ${at}::int as "returning often"`));
    answers.push(rows[0]?.["returning often"]);
  }
  expect(answers).toEqual(Array.from({ length: 25 }, (_, at) => at));
  expect(await namesOf("returning often")).toHaveLength(1);
});

test("one that is asked a few times is not", async () => {
  for (let at = 0; at < 5; at += 1) await transaction((tx) => tx.execute(sql`select ${at}::int as "asked seldom"`));
  expect(await namesOf("asked seldom")).toEqual([]);
});

test("one that fails is told to whoever asked, each time", async () => {
  const fail = () => transaction((tx) => tx.execute(sql`select 1 / ${0}::int as "fails often"`));
  for (let at = 0; at < 30; at += 1) await expect(fail()).rejects.toMatchObject({ cause: { code: "22012" } });
});
