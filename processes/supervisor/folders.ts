import { chmodSync, chownSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { env } from "@/lib/env";
import { sharedGroup } from "./accounts";
import { Refusal } from "./refusal";

export interface Folders {
  readonly data: string;
  readonly keys: string;
  readonly logs: string;
  readonly run: string;
  readonly database: string;
  readonly home: string;
  readonly runtime: string;
}

/** Makes the folders the supervisor answers for. Every process makes its own below the data folder, which its group may write. */
export function prepareFolders(): Folders {
  const data = env.CAIRN_DATA;
  const runtime = env.CAIRN_RUNTIME ?? path.join(data, "sockets");
  if (Buffer.byteLength(runtime) > 75) {
    throw new Refusal(`The folder for sockets has too long a path (${runtime}). Name a shorter one: CAIRN_RUNTIME=/tmp/cairn npm start`);
  }
  const folders = {
    data,
    keys: path.join(data, "keys"),
    logs: path.join(data, "logs"),
    run: path.join(data, "run"),
    database: path.join(data, "database"),
    home: path.join(data, "home"),
    runtime,
  };
  const isRoot = process.getuid?.() === 0;
  for (const folder of [folders.keys, folders.logs, folders.run]) make(folder, 0o700);
  // Sticky: processes that share the group add folders here and cannot move each other's, let alone the keys.
  for (const folder of [data, folders.home]) make(folder, isRoot ? 0o3771 : 0o700);
  make(runtime, isRoot ? 0o3771 : 0o700);
  if (isRoot) for (const folder of [data, folders.home, runtime]) share(folder);
  return folders;
}

function make(folder: string, mode: number): void {
  mkdirSync(folder, { recursive: true, mode });
  const { uid } = statSync(folder);
  if (uid !== process.getuid?.()) {
    throw new Refusal(
      `${folder} belongs to another account (${uid}). Start Cairn as that account, or name another folder: CAIRN_DATA=/path npm start`,
    );
  }
  chmodSync(folder, mode);
}

function share(folder: string): void {
  const { mode } = statSync(folder);
  chownSync(folder, 0, sharedGroup());
  chmodSync(folder, mode & 0o7777);
}
