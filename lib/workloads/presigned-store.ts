import { AppError } from "@/lib/errors";
import type { ObjectStore } from "@/lib/storage/object-store";
import { isPresigned, type Presigned } from "@/lib/storage/presigned";
import { objectStore } from "@/lib/storage/store";

/** So long an address is good that a program gets. */
export const addressSeconds = 3_600;

/** The store of this installation, where others can reach it by addresses; else `unavailable`. */
export function presignedStore(): ObjectStore & Presigned {
  const store = objectStore();
  if (isPresigned(store)) return store;
  throw new AppError("unavailable", "uploads.noAddresses");
}
