import { env } from "@/lib/env";
import { parseStorageUrl } from "@/lib/storage/s3-place";

/** By which origin pods reach the store; none where it is a folder, or Amazon's own with its thousands of addresses. */
export function podStoreOrigin(): readonly string[] {
  if (env.CAIRN_STORAGE_POD_URL !== undefined) return [env.CAIRN_STORAGE_POD_URL];
  const endpoint = env.CAIRN_STORAGE_URL === undefined ? undefined : parseStorageUrl(env.CAIRN_STORAGE_URL).endpoint;
  return endpoint === undefined ? [] : [endpoint];
}
