import { Client } from "pg";
import { migrate } from "@/db/migrate";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** Brings the database up to date where nobody supervises: once before each new version, while the old one still serves. */
try {
  const { user } = new Client({ connectionString: env.DATABASE_URL });
  await migrate({ ownerUrl: env.CAIRN_MIGRATE_URL ?? env.DATABASE_URL, runtimeRole: user ?? "cairn_app" });
  log.info("The database is up to date");
} catch (error) {
  log.fatal({ err: error }, "The database could not be brought up to date; nothing was changed");
  process.exitCode = 1;
}
