import { existsSync } from "node:fs";
import path from "node:path";
import { backUp } from "@/lib/backup/back-up";
import { env } from "@/lib/env";
import { readMasterKeys } from "../supervisor/keys";
import { Refusal } from "../supervisor/refusal";
import { withDatabase } from "./with-database";

/** Writes a backup, while Cairn runs or not. */
export async function backUpTo(argument: string): Promise<void> {
  if (argument === "") throw new Refusal("A backup needs a file to write to. Type: npm run backup -- /path/cairn.tar");
  const file = path.resolve(argument);
  if (existsSync(file)) throw new Refusal(`${path.basename(file)} exists already, and a backup replaces nothing. Choose another name.`);
  const passphrase = env.CAIRN_BACKUP_PASSPHRASE;
  const startedAt = performance.now();
  const written = await withDatabase(async ({ owner }, folders) =>
    backUp({
      connectionString: owner,
      objects: env.CAIRN_STORAGE_URL === undefined ? path.join(folders.data, "objects") : null,
      masterKeys: JSON.stringify(readMasterKeys(folders.keys)),
      passphrase,
      file,
    }),
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`✓ ${path.basename(file)}: ${written.rows} rows and ${written.objects} files, ${(written.bytes / 1e6).toFixed(1)} MB (${seconds} s)`);
  if (env.CAIRN_STORAGE_URL !== undefined) {
    say("! Files are not in it: they stay in the store that CAIRN_STORAGE_URL names. Keep versions of that bucket, or a copy.");
  }
  if (!passphrase) {
    say(
      "! The master key is not in it: secrets can be restored only where keys/master.json is. Set CAIRN_BACKUP_PASSPHRASE to lock it in.",
    );
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
