import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";

const config = z.object({ url: z.url(), token: z.string(), project: z.string().optional() });

/** Where Cairn is and who we are there. */
export type Config = z.output<typeof config>;
type Environment = Readonly<Record<string, string | undefined>>;

/** What `cairn login` stored; CAIRN_URL, CAIRN_TOKEN and CAIRN_PROJECT win. Null when there is neither. */
export function readConfig(environment: Environment): Config | null {
  const stored = readStored(environment);
  const url = environment["CAIRN_URL"] || stored?.url;
  // A token of one installation is never sent to another.
  const token = environment["CAIRN_TOKEN"] || (url === stored?.url ? stored?.token : undefined);
  if (!url || !token) return null;
  const project = environment["CAIRN_PROJECT"] || stored?.project;
  return { url: url.replace(/\/+$/, ""), token, ...(project && { project }) };
}

/** Stores them for this account alone. Returns the file. */
export function writeConfig(environment: Environment, value: Config): string {
  const file = configFile(environment);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}

/** Forgets them. */
export function removeConfig(environment: Environment): void {
  rmSync(configFile(environment), { force: true });
}

function readStored(environment: Environment): Config | null {
  try {
    return config.parse(JSON.parse(readFileSync(configFile(environment), "utf8")));
  } catch {
    return null;
  }
}

function configFile(environment: Environment): string {
  const folder = environment["XDG_CONFIG_HOME"] || path.join(environment["HOME"] || homedir(), ".config");
  return path.join(folder, "cairn", "config.json");
}
