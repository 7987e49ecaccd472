import type { ObjectStore } from "@/lib/storage/object-store";

/** A part that somebody has sent to an address of ours, as the store confirmed it to him. */
export interface SentPart {
  readonly number: number;
  readonly etag: string;
}

/**
 * An extra of stores that give out addresses which carry their own permission: whoever has one reads one object, or writes one part of one that
 * is not whole yet, until the time is over. The bytes go past Cairn.
 */
export interface Presigned {
  /** Where to read an object, by ranges too. */
  presignGet(key: string, seconds: number): Promise<string>;
  /** Begins an object whose parts others send; returns its name for the calls below, and for `abort` as `{ uploadId }`. */
  beginParts(key: string): Promise<string>;
  /** Where to put a part, counted from 1, that has exactly so many bytes. */
  presignPart(key: string, uploadId: string, part: { readonly number: number; readonly size: number }, seconds: number): Promise<string>;
  /**
   * Makes the object whole: from now on no address changes it. Repeating it is no error. Throws `invalid` for parts that the store does not have
   * so, `MissingObject` when the upload was aborted.
   */
  completeParts(key: string, uploadId: string, parts: readonly SentPart[]): Promise<void>;
}

export function isPresigned(store: ObjectStore): store is ObjectStore & Presigned {
  return "presignGet" in store;
}
