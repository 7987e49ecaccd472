import { existsSync, globSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Folders } from "./folders";

/**
 * Removes the folder for sockets once everything has ended. A job that goes on has it covered in its own view, and would lose that
 * cover with the folder: then it stays for the next start.
 */
export function removeRuntime({ data, runtime }: Pick<Folders, "data" | "runtime">): void {
  const isRunning = globSync("runs/*/*/*/state.json", { cwd: data }).some(
    (state) => !existsSync(path.join(data, path.dirname(state), "exit.json")),
  );
  if (isRunning) return;
  for (const name of ["cluster", "database", "launcher", "w"]) rmSync(path.join(runtime, name), { recursive: true, force: true });
  try {
    rmdirSync(runtime);
  } catch {
    // Somebody else keeps something there.
  }
}
