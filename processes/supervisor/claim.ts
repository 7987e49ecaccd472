import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isAlive, type ProcessIdentity } from "./process-identity";
import { Refusal } from "./refusal";

/**
 * Makes this supervisor the only one of a data folder, and ends what a killed one left running. Jobs are not among them: they have
 * no entry here and are found again by the worker.
 */
export async function claim(runFolder: string): Promise<void> {
  mkdirSync(runFolder, { recursive: true, mode: 0o700 });
  const other = holder(runFolder);
  if (other) {
    throw new Refusal(`Cairn already runs with this data folder (process ${other.pid}). Use that one, or end it: kill ${other.pid}`);
  }
  remember(runFolder, "supervisor", process.pid);
  const left = readdirSync(runFolder).filter((file) => file.endsWith(".json") && file !== "supervisor.json");
  await Promise.all(left.map((file) => endLeftover(path.join(runFolder, file))));
}

/** Whether Cairn runs with this data folder. */
export function isClaimed(runFolder: string): boolean {
  return holder(runFolder) !== null;
}

function holder(runFolder: string): ProcessIdentity | null {
  const other = readIdentity(entry(runFolder, "supervisor"));
  return other && other.pid !== process.pid && isAlive(other) ? other : null;
}

/** Writes down who runs, for the supervisor after this one. */
export function remember(runFolder: string, name: string, pid: number): void {
  writeFileSync(entry(runFolder, name), JSON.stringify(identify(pid)), { mode: 0o600 });
}

export function forget(runFolder: string, name: string): void {
  rmSync(entry(runFolder, name), { force: true });
}

async function endLeftover(file: string): Promise<void> {
  const identity = readIdentity(file);
  for (const [signal, seconds] of [
    ["SIGTERM", 5],
    ["SIGKILL", 5],
  ] as const) {
    if (!identity || !isAlive(identity)) break;
    process.kill(identity.pid, signal);
    for (let waited = 0; waited < seconds * 20 && isAlive(identity); waited++) await sleep(50);
  }
  rmSync(file, { force: true });
}

function readIdentity(file: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isIdentity(value) ? value : null;
  } catch {
    return null;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === "object" && value !== null && "pid" in value && typeof value.pid === "number" && "start" in value;
}

function entry(runFolder: string, name: string): string {
  return path.join(runFolder, `${name}.json`);
}
