import { Refusal } from "../supervisor/refusal";
import { backUpTo } from "./back-up-to";
import { resetPassword } from "./reset-password";
import { restoreFrom } from "./restore-from";

/** What the shell of this machine can do with the installation: `backup FILE`, `restore FILE [--replace]`, `reset-password NAME`. */
const commands: Readonly<Record<string, (argument: string, flags: ReadonlySet<string>) => Promise<void>>> = {
  backup: backUpTo,
  restore: restoreFrom,
  "reset-password": resetPassword,
};

const [name = "", ...given] = process.argv.slice(2);
const flags = new Set(given.filter((word) => word.startsWith("--")));
const argument = given.find((word) => !word.startsWith("--")) ?? "";
process.umask(0o077);
try {
  await commands[name]?.(argument, flags);
} catch (error) {
  process.stderr.write(
    `✗ ${error instanceof Refusal || !(error instanceof Error) ? String(error).replace(/^Error: /, "") : error.message}\n`,
  );
  process.exit(1);
}
