import type { Writable } from "node:stream";

const blockBytes = 512;

export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** To be read to its end before the next entry is asked for. */
  readonly body: AsyncIterable<Buffer>;
}

/** Writes one file of a tar archive; the body must have exactly `size` bytes. Waits while the target is busy. */
export async function writeEntry(
  target: Writable,
  name: string,
  size: number,
  body: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  await write(target, header(name, size));
  let written = 0;
  for await (const chunk of body) {
    written += chunk.length;
    if (written <= size) await write(target, chunk);
  }
  if (written !== size) throw new Error(`${name} changed while it was copied (${written} of ${size} bytes)`);
  await write(target, Buffer.alloc(padding(size)));
}

/** The end of an archive: two empty blocks. */
export async function writeEnd(target: Writable): Promise<void> {
  await write(target, Buffer.alloc(2 * blockBytes));
}

/** The files of a tar archive as this module writes them. Throws when it breaks off or is something else. */
export async function* readEntries(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = new Reader(source);
  for (;;) {
    const block = await reader.take(blockBytes);
    if (block.every((byte) => byte === 0)) return;
    const { name, size } = parseHeader(block);
    let isRead = false;
    const body = async function* () {
      yield* reader.stream(size);
      isRead = true;
    };
    yield { name, size, body: body() };
    if (!isRead) throw new Error(`${name} was not read to its end`);
    await reader.take(padding(size));
  }
}

class Reader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(size)) parts.push(part);
    return Buffer.concat(parts);
  }

  async *stream(size: number): AsyncGenerator<Buffer> {
    let left = size;
    while (left > 0) {
      if (this.rest.length === 0) {
        const next = await this.source.next();
        if (next.done) throw new Error("The backup breaks off");
        this.rest = next.value;
      }
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for the archive`);
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0);
  block.write("0000600\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  writeSize(block, size);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** Twelve bytes: octal up to 8 GiB, above that the binary form that GNU and BSD tar read too. */
function writeSize(block: Buffer, size: number): void {
  if (size < 8 ** 11) {
    block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
    return;
  }
  block[124] = 0x80;
  block.writeBigUInt64BE(BigInt(size), 128);
}

function parseHeader(block: Buffer): { name: string; size: number } {
  if (block.toString("latin1", 257, 262) !== "ustar") throw new Error("This is not a backup of Cairn");
  const name = block.toString("utf8", 0, 100).replace(/\0.*$/, "");
  const size = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(block.toString("latin1", 124, 135), 8);
  return { name, size };
}

function padding(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

async function write(target: Writable, chunk: Buffer): Promise<void> {
  if (chunk.length === 0 || target.write(chunk)) return;
  await new Promise<void>((resolve, reject) => {
    const onDrain = () => {
      target.off("error", reject);
      resolve();
    };
    target.once("drain", onDrain);
    target.once("error", reject);
  });
}
