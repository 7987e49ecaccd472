import { pool } from "@/db/client";
import { makeSetupLink } from "@/lib/accounts/make-setup-link";
import { resetPasswordFromShell } from "@/lib/accounts/reset-password";
import { AppError } from "@/lib/errors";
import { translate } from "@/lib/i18n/translator";

/** What the person at the machine's own shell may do; the answer goes to stdout, a refusal to stderr. */
const commands: Readonly<Record<string, (argument: string) => Promise<string>>> = {
  "setup-link": async () => (await makeSetupLink()) ?? "",
  "reset-password": resetPasswordFromShell,
};

const [name = "", argument = ""] = process.argv.slice(2);
try {
  process.stdout.write(`${await commands[name]?.(argument)}\n`);
} catch (error) {
  const sentence = error instanceof AppError ? translate("en", { key: error.key, params: error.params }) : String(error);
  process.stderr.write(`✗ ${sentence}\n`);
  process.exitCode = 1;
} finally {
  await pool.end();
}
