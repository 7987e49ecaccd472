import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Ends a server that outlived its supervisor, and removes the lock of one that is gone. A process that merely has the old number is
 * left alone, and a zombie counts as gone: PostgreSQL itself would refuse to start for both.
 */
export async function clearLeftovers(folder: string): Promise<void> {
  const lock = path.join(folder, "postmaster.pid");
  const pid = readPid(lock);
  if (pid === undefined) return;
  for (const [signal, seconds] of [
    ["SIGINT", 20],
    ["SIGQUIT", 5],
    ["SIGKILL", 5],
  ] as const) {
    if (!isServerOf(pid, folder)) break;
    process.kill(pid, signal);
    for (let waited = 0; waited < seconds * 20 && isServerOf(pid, folder); waited++) await sleep(50);
  }
  await rm(lock, { force: true });
}

function readPid(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, "utf8").split("\n")[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isServerOf(pid: number, folder: string): boolean {
  try {
    const command =
      process.platform === "linux" ? linuxCommand(pid) : execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(folder);
  } catch {
    return false;
  }
}

/** Empty for a zombie. */
function linuxCommand(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
}
