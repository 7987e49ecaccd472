import type { Readable } from "node:stream";

/** Where bytes come from: a stream, or bytes at hand. */
export type ByteSource = AsyncIterable<Uint8Array> | Uint8Array;

/** Which bytes to read: from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start?: number;
  readonly end?: number;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** What a store must remember between two pieces of one object; plain data, kept by the caller. */
export type GrowthState = Readonly<Record<string, unknown>>;

/**
 * Keeps bytes under keys. Keys are made by Cairn (`objectKey`), never by users, and written once. An object is whole or
 * absent: a put or a growth that is cut short leaves nothing under its key. What a promise of `put`, `finish` or `append`
 * reports has reached the disk. A full disk is `unavailable` and touches nothing that was stored before.
 */
export interface ObjectStore {
  readonly name: "folder" | "s3";
  /** The object as a file of this machine, which is only to be read; null where it is none. */
  file(key: string): string | null;
  /** Stores one object at once. Returns its size in bytes. */
  put(key: string, source: ByteSource): Promise<{ readonly size: number }>;
  /** Reads an object or a part of it; throws `MissingObject` when there is none. */
  get(key: string, range?: ByteRange): Promise<Readable>;
  /** Null when there is none. */
  stat(key: string): Promise<StoredObject | null>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Every whole object whose key starts with the prefix, in no order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /**
   * Writes a piece of an object that arrives in pieces, at `offset`, the end of what was written so far. When the source
   * breaks, the bytes that came are kept: the returned size says how far the object is and the state goes into the next call.
   * `whole`: how long it will be, where that is known. One that comes in one piece may then be whole before it is finished.
   */
  append(
    key: string,
    state: GrowthState,
    offset: number,
    source: AsyncIterable<Uint8Array>,
    options?: { readonly whole?: number },
  ): Promise<Growth>;
  /** Makes a grown object whole. Repeating it is no error. */
  finish(key: string, state: GrowthState): Promise<void>;
  /** Forgets a growth and its bytes. */
  abort(key: string, state: GrowthState): Promise<void>;
  /** Removes what puts and growths that were cut short left behind and nothing has written to since `before`. */
  removeUnfinished(before: Date): Promise<number>;
}

export interface Growth {
  readonly size: number;
  readonly state: GrowthState;
  /** Why the source ended early; the bytes before it are kept. */
  readonly broken?: Error;
}

/** The store has no object of that key: a row promises bytes that are gone. */
export class MissingObject extends Error {
  readonly key: string;

  constructor(key: string) {
    super(`The object store has nothing under ${key}`);
    this.name = "MissingObject";
    this.key = key;
  }
}
