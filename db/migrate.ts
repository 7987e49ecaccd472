import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";

/**
 * Brings the schema up to date and gives the runtime role exactly what it needs: rows, no DDL, and of the audit log
 * only reading and appending. Several processes may call it at once: one works, the others wait.
 */
export async function migrate(options: { ownerUrl: string; runtimeRole: string; folder?: string }): Promise<void> {
  const client = new Client({ connectionString: options.ownerUrl, application_name: "cairn-migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7231001)");
    await runMigrations(drizzle(client), { migrationsFolder: options.folder ?? path.resolve("db/migrations") });
    await client.query(grants(client.escapeIdentifier(options.runtimeRole)));
  } finally {
    await client.end();
  }
}

const grants = (role: string) => `
  grant usage on schema public to ${role};
  grant select, insert, update, delete on all tables in schema public to ${role};
  grant usage, select on all sequences in schema public to ${role};
  revoke update, delete, truncate on audit_events from ${role};
`;
