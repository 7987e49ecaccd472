import { Client } from "pg";
import type { DatabasePasswords, DatabaseRole } from "./server";

/** Makes the roles, the database `cairn` and their grants, or brings them up to date. */
export async function createRoles(url: (role: DatabaseRole, database?: string) => string, passwords: DatabasePasswords): Promise<void> {
  await withClient(url("postgres", "postgres"), async (client) => {
    for (const role of ["cairn_owner", "cairn_app"] as const) {
      const known = await client.query("select from pg_roles where rolname = $1", [role]);
      await client.query(
        `${known.rowCount ? "alter" : "create"} role ${role} login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(passwords[role])}`,
      );
    }
    const known = await client.query("select from pg_database where datname = 'cairn'");
    if (!known.rowCount) await client.query("create database cairn owner cairn_owner");
    await client.query("revoke all on database cairn from public");
    await client.query("grant connect on database cairn to cairn_app");
  });
  await withClient(url("postgres"), async (client) => {
    await client.query("alter schema public owner to cairn_owner");
    await client.query("revoke all on schema public from public");
    await client.query("grant usage on schema public to cairn_app");
    const grants = "alter default privileges for role cairn_owner in schema public grant";
    await client.query(`${grants} select, insert, update, delete on tables to cairn_app`);
    await client.query(`${grants} usage, select on sequences to cairn_app`);
  });
}

async function withClient(connectionString: string, run: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
