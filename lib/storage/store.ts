import "server-only";
import path from "node:path";
import { env } from "@/lib/env";
import { FolderStore } from "@/lib/storage/folder-store";
import type { ObjectStore } from "@/lib/storage/object-store";

let chosen: ObjectStore | undefined;

/** The store of this installation: a folder of the data folder. */
export function objectStore(): ObjectStore {
  chosen ??= new FolderStore(path.join(env.CAIRN_DATA, "objects"));
  return chosen;
}
