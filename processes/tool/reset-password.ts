import { spawnSync } from "node:child_process";
import path from "node:path";
import { childEnvironment } from "../supervisor/child-environment";
import { readMasterKeys } from "../supervisor/keys";
import { Refusal } from "../supervisor/refusal";
import { withDatabase } from "./with-database";

/** Gives a person a new password to sign in with once, and prints it. */
export async function resetPassword(name: string): Promise<void> {
  if (name === "") throw new Refusal("Whose password? Type: npm run admin -- reset-password NAME");
  const status = await withDatabase(async ({ runtime }, folders) => {
    const environment = childEnvironment("shell", {
      folders,
      keys: readMasterKeys(folders.keys),
      databaseUrl: runtime,
      kubeconfigs: undefined,
    });
    const shell = path.resolve("dist/processes/shell.js");
    return spawnSync(process.execPath, [shell, "reset-password", name], { env: environment, stdio: "inherit" }).status;
  });
  if (status !== 0) process.exitCode = 1;
}
