import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process beyond doubt: numbers are used again, a number with its start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque: start time and, on Linux, the boot it counts from. */
  readonly start: string;
}

/** Who has this number now; null when nobody does. A zombie is nobody. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    return { pid, start: process.platform === "linux" ? linuxStart(pid) : psStart(pid) };
  } catch {
    return null;
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.start === identity.start;
}

function linuxStart(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") throw new Error("ended");
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
}

function psStart(pid: number): string {
  const [state = "Z", ...start] = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], { encoding: "utf8" })
    .trim()
    .split(/\s+/);
  if (state.startsWith("Z")) throw new Error("ended");
  return start.join(" ");
}
