import "server-only";
import path from "node:path";
import { env } from "@/lib/env";
import { FolderStore } from "@/lib/storage/folder-store";
import type { ObjectStore } from "@/lib/storage/object-store";
import { parseStorageUrl } from "@/lib/storage/s3-place";
import { S3Store } from "@/lib/storage/s3-store";

let chosen: ObjectStore | undefined;

/** The store of this installation: the one that the settings name, else a folder of the data folder. */
export function objectStore(): ObjectStore {
  chosen ??= choose();
  return chosen;
}

function choose(): ObjectStore {
  const { CAIRN_STORAGE_URL: address, CAIRN_STORAGE_KEY: accessKeyId, CAIRN_STORAGE_SECRET: secretAccessKey } = env;
  if (address === undefined) return new FolderStore(path.join(env.CAIRN_DATA, "objects"));
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error("wants CAIRN_STORAGE_KEY and CAIRN_STORAGE_SECRET beside it");
  return new S3Store(parseStorageUrl(address), { accessKeyId, secretAccessKey }, env.CAIRN_STORAGE_POD_URL);
}
