import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

/** A fresh one-use link that creates the administrator; null where there is one already. */
export async function makeSetupLink(environment: NodeJS.ProcessEnv): Promise<string | null> {
  const shell = path.resolve("dist/processes/shell.js");
  const { stdout } = await promisify(execFile)(process.execPath, [shell, "setup-link"], { env: environment });
  const link = stdout.trim();
  return link === "" ? null : link;
}
