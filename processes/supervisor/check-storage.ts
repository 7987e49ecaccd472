import { env } from "@/lib/env";
import { objectKey } from "@/lib/storage/object-key";
import { objectStore } from "@/lib/storage/store";
import { Refusal } from "./refusal";

/** Refuses to start on a store that the settings name and that keeps nothing: the first upload would find out. */
export async function checkStorage(): Promise<void> {
  if (env.CAIRN_STORAGE_URL === undefined) return;
  const key = objectKey("blobs");
  try {
    const store = objectStore();
    await store.put(key, Buffer.from("kept?"));
    await store.remove(key);
  } catch (error) {
    throw new Refusal(`CAIRN_STORAGE_URL ${explain(error)}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: "names a bucket that is not there. Create it with the store's own tools, then type npm start again.",
  InvalidAccessKeyId: "names a store that does not know CAIRN_STORAGE_KEY.",
  SignatureDoesNotMatch: "names a store that refuses CAIRN_STORAGE_SECRET.",
  AccessDenied: "names a bucket in which CAIRN_STORAGE_KEY may not write and delete. Allow it to get, put, delete and list there.",
};

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AppError") return "names a store that does not answer. Is the address right, and reached from here?";
  return reasons[error.name] ?? `cannot be used: ${error.message}`;
}
