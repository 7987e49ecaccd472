import type { FileHandle } from "node:fs/promises";

/** Gathers small pieces into large writes and goes on gathering while one is under way: the disk is kept busy all along. Bytes that were taken must not change. */
export class BatchWriter {
  /** What the disk answered, once it refused. */
  failed: unknown;
  private readonly file: FileHandle;
  private at: number;
  private pieces: Uint8Array[] = [];
  private gathered = 0;
  private unsynced = 0;
  private writing: Promise<void> = Promise.resolve();
  private syncing: Promise<void> | undefined;

  constructor(file: FileHandle, offset: number) {
    this.file = file;
    this.at = offset;
  }

  /** Takes bytes; returns what to wait for once enough are gathered. */
  take(bytes: Uint8Array): Promise<void> | null {
    this.pieces.push(bytes);
    this.gathered += bytes.length;
    return this.gathered < batchBytes ? null : this.flush();
  }

  /** Waits for all writes. Returns the size reached. */
  async end(): Promise<number> {
    await this.flush();
    await this.writing;
    await this.syncing;
    if (this.failed) throw this.failed;
    return this.at;
  }

  private async flush(): Promise<void> {
    await this.writing;
    if (this.failed) throw this.failed;
    const pieces = this.pieces;
    const position = this.at;
    this.at += this.gathered;
    this.pieces = [];
    this.gathered = 0;
    if (pieces.length === 0) return;
    this.writing = this.write(pieces, position).catch((error: unknown) => {
      this.failed = error;
    });
  }

  private async write(pieces: Uint8Array[], position: number): Promise<void> {
    let rest = pieces;
    let at = position;
    while (rest.length > 0) {
      const { bytesWritten } = await this.file.writev(rest, at);
      at += bytesWritten;
      rest = behind(rest, bytesWritten);
    }
    this.unsynced += at - position;
    if (this.unsynced >= syncBytes) this.syncBehind();
  }

  /** Has the disk work beside the writing: what is left for the end is little. */
  private syncBehind(): void {
    if (this.syncing) return;
    this.unsynced = 0;
    this.syncing = this.file
      .datasync()
      .catch((error: unknown) => {
        this.failed = error;
      })
      .finally(() => {
        this.syncing = undefined;
      });
  }
}

const batchBytes = 1024 * 1024;
const syncBytes = 16 * 1024 * 1024;

/** What is left of the pieces after the first `count` bytes. */
function behind(pieces: Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  const first = pieces.findIndex((piece) => {
    if (skip < piece.length) return true;
    skip -= piece.length;
    return false;
  });
  if (first < 0) return [];
  return [pieces[first]?.subarray(skip) ?? new Uint8Array(), ...pieces.slice(first + 1)];
}
