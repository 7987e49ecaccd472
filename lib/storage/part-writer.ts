/** A part that the store has, in its order. */
export interface Part {
  readonly etag: string;
  readonly size: number;
}

/** Sends one part; numbers begin at 1. */
export type SendPart = (number: number, bytes: Buffer) => Promise<Part>;

const mebi = 1024 * 1024;
/** What an S3 store takes as a part that is not the last one. */
export const smallestPart = 5 * mebi;
const atOnce = 3;

/** 10,000 parts are the most: they grow with the object, which may so have 900 GiB, and little is held in memory for a small one. */
export function sizeOfPart(number: number): number {
  if (number <= 1_000) return 8 * mebi;
  return number <= 3_000 ? 32 * mebi : 128 * mebi;
}

/** Cuts a stream into parts and sends some at once, behind the parts that are there. What is too little for a part is left to the caller. */
export class PartWriter {
  private readonly send: SendPart;
  private readonly sent: Promise<Part>[] = [];
  private readonly before: readonly Part[];
  private readonly underWay = new Set<Promise<unknown>>();
  private pieces: Uint8Array[] = [];
  private gathered = 0;
  private failed: unknown;

  constructor(before: readonly Part[], send: SendPart) {
    this.before = before;
    this.send = send;
  }

  /** Takes bytes, which must not change from now on. Waits while enough is under way; throws once the store refused a part. */
  async take(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes);
    this.gathered += bytes.length;
    const wanted = sizeOfPart(this.number);
    if (this.gathered < wanted) return;
    this.post();
    if (this.underWay.size >= atOnce) await Promise.race(this.underWay);
    if (this.failed) throw this.failed;
  }

  /** All parts that the store has now, and the bytes that are left. */
  async settle(): Promise<{ readonly parts: readonly Part[]; readonly rest: Buffer }> {
    if (this.gathered >= smallestPart) this.post();
    const parts = [...this.before, ...(await Promise.all(this.sent))];
    return { parts, rest: Buffer.concat(this.pieces) };
  }

  /** Returns once nothing is under way any more, however it went. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.sent);
  }

  private get number(): number {
    return this.before.length + this.sent.length + 1;
  }

  private post(): void {
    const bytes = Buffer.concat(this.pieces);
    this.pieces = [];
    this.gathered = 0;
    const part = this.send(this.number, bytes);
    this.sent.push(part);
    const done: Promise<unknown> = part
      .catch((error: unknown) => {
        this.failed = error;
      })
      .finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }
}
