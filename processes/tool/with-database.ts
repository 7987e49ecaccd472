import path from "node:path";
import { startEmbedded } from "@/db/embedded/server";
import { env } from "@/lib/env";
import { accountOf } from "../supervisor/accounts";
import { claim, forget, isClaimed } from "../supervisor/claim";
import { type Folders, prepareFolders } from "../supervisor/folders";
import { readDatabasePasswords } from "../supervisor/keys";

export interface Addresses {
  readonly owner: string;
  readonly runtime: string;
}

/** Lends the installation's database: the one that runs, or, while Cairn is stopped, one started just for this. */
export async function withDatabase<T>(run: (addresses: Addresses, folders: Folders) => Promise<T>): Promise<T> {
  const folders = prepareFolders();
  if (env.DATABASE_URL !== "") return run({ owner: env.CAIRN_MIGRATE_URL ?? env.DATABASE_URL, runtime: env.DATABASE_URL }, folders);
  const passwords = readDatabasePasswords(folders.keys);
  const socketFolder = path.join(folders.runtime, "database");
  if (isClaimed(folders.run)) {
    const url = (role: "cairn_owner" | "cairn_app") =>
      `postgresql://${role}:${encodeURIComponent(passwords[role])}@/cairn?host=${encodeURIComponent(socketFolder)}`;
    return run({ owner: url("cairn_owner"), runtime: url("cairn_app") }, folders);
  }
  await claim(folders.run);
  const account = accountOf("database");
  const server = await startEmbedded({ folder: folders.database, socketFolder, passwords, ...(account && { account }) });
  try {
    return await run({ owner: server.url("cairn_owner"), runtime: server.url("cairn_app") }, folders);
  } finally {
    await server.stop();
    forget(folders.run, "supervisor");
  }
}
