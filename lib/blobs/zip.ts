import { crc32 } from "node:zlib";

/** A file of an archive: its path and size are known before its bytes are read. */
export interface ZipEntry {
  readonly path: string;
  readonly size: number;
}

const largest32 = 0xffff_ffff;
const largest16 = 0xffff;

/**
 * A zip of files as they are, without compression, written while they are read: nothing is kept but one line a file. Its
 * size is known beforehand (`zipSize`). Files and archives over 4 GB take the 64-bit forms.
 */
export async function* zip<E extends ZipEntry>(
  entries: readonly E[],
  open: (entry: E) => Promise<AsyncIterable<Uint8Array>>,
  at: Date,
): AsyncGenerator<Uint8Array> {
  const time = dosTime(at);
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const head = localHeader(name, entry.size, time);
    yield head;
    let crc = 0;
    let size = 0;
    for await (const bytes of await open(entry)) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
    if (size !== entry.size) throw new Error(`${entry.path} has ${size} bytes, not ${entry.size}`);
    const tail = descriptor(crc, size);
    yield tail;
    directory.push(directoryEntry(name, size, crc, offset, time));
    offset += head.length + size + tail.length;
  }
  let directoryBytes = 0;
  for (const line of directory) {
    directoryBytes += line.length;
    yield line;
  }
  yield end(entries.length, directoryBytes, offset);
}

/** How many bytes `zip` will write. */
export function zipSize(entries: readonly ZipEntry[]): number {
  let offset = 0;
  let directory = 0;
  for (const { path, size } of entries) {
    const nameBytes = Buffer.byteLength(path);
    directory += directoryEntrySize(nameBytes, size, offset);
    offset += 30 + nameBytes + (isLarge(size) ? 20 : 0) + size + (isLarge(size) ? 24 : 16);
  }
  return offset + directory + endSize(entries.length, directory, offset);
}

// Flag bit 3: checksum and sizes stand behind the bytes. Bit 11: the name is UTF-8.
const flags = 0x0808;

function localHeader(name: Buffer, size: number, time: number): Buffer {
  const large = isLarge(size);
  const head = Buffer.alloc(30 + name.length + (large ? 20 : 0));
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(large ? 45 : 20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt32LE(time, 10);
  if (large) {
    head.writeUInt32LE(largest32, 18);
    head.writeUInt32LE(largest32, 22);
  }
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(large ? 20 : 0, 28);
  name.copy(head, 30);
  if (large) {
    head.writeUInt16LE(1, 30 + name.length);
    head.writeUInt16LE(16, 32 + name.length);
  }
  return head;
}

function descriptor(crc: number, size: number): Buffer {
  const large = isLarge(size);
  const tail = Buffer.alloc(large ? 24 : 16);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(crc, 4);
  if (large) {
    tail.writeBigUInt64LE(BigInt(size), 8);
    tail.writeBigUInt64LE(BigInt(size), 16);
  } else {
    tail.writeUInt32LE(size, 8);
    tail.writeUInt32LE(size, 12);
  }
  return tail;
}

function directoryEntry(name: Buffer, size: number, crc: number, offset: number, time: number): Buffer {
  const line = Buffer.alloc(directoryEntrySize(name.length, size, offset));
  const wide = isLarge(size) || isLarge(offset);
  line.writeUInt32LE(0x02014b50, 0);
  line.writeUInt16LE(0x031e, 4);
  line.writeUInt16LE(wide ? 45 : 20, 6);
  line.writeUInt16LE(flags, 8);
  line.writeUInt32LE(time, 12);
  line.writeUInt32LE(crc, 16);
  line.writeUInt32LE(Math.min(size, largest32), 20);
  line.writeUInt32LE(Math.min(size, largest32), 24);
  line.writeUInt16LE(name.length, 28);
  line.writeUInt16LE(line.length - 46 - name.length, 30);
  // A regular file that everyone may read, as Unix writes it.
  line.writeUInt32LE(0o100644 * 0x1_0000, 38);
  line.writeUInt32LE(Math.min(offset, largest32), 42);
  name.copy(line, 46);
  const wides = [...(isLarge(size) ? [size, size] : []), ...(isLarge(offset) ? [offset] : [])];
  if (wides.length > 0) {
    line.writeUInt16LE(1, 46 + name.length);
    line.writeUInt16LE(wides.length * 8, 48 + name.length);
    for (const [index, value] of wides.entries()) line.writeBigUInt64LE(BigInt(value), 50 + name.length + index * 8);
  }
  return line;
}

function directoryEntrySize(nameBytes: number, size: number, offset: number): number {
  const wides = (isLarge(size) ? 2 : 0) + (isLarge(offset) ? 1 : 0);
  return 46 + nameBytes + (wides > 0 ? 4 + wides * 8 : 0);
}

function end(count: number, bytes: number, offset: number): Buffer {
  const tail = Buffer.alloc(endSize(count, bytes, offset));
  const at = tail.length - 22;
  if (at > 0) {
    tail.writeUInt32LE(0x06064b50, 0);
    tail.writeBigUInt64LE(44n, 4);
    tail.writeUInt16LE(45, 12);
    tail.writeUInt16LE(45, 14);
    tail.writeBigUInt64LE(BigInt(count), 24);
    tail.writeBigUInt64LE(BigInt(count), 32);
    tail.writeBigUInt64LE(BigInt(bytes), 40);
    tail.writeBigUInt64LE(BigInt(offset), 48);
    tail.writeUInt32LE(0x07064b50, 56);
    tail.writeBigUInt64LE(BigInt(offset + bytes), 64);
    tail.writeUInt32LE(1, 72);
  }
  tail.writeUInt32LE(0x06054b50, at);
  tail.writeUInt16LE(Math.min(count, largest16), at + 8);
  tail.writeUInt16LE(Math.min(count, largest16), at + 10);
  tail.writeUInt32LE(Math.min(bytes, largest32), at + 12);
  tail.writeUInt32LE(Math.min(offset, largest32), at + 16);
  return tail;
}

function endSize(count: number, bytes: number, offset: number): number {
  return count >= largest16 || isLarge(bytes) || isLarge(offset) ? 98 : 22;
}

function isLarge(value: number): boolean {
  return value >= largest32;
}

/** Time in the lower half, date in the upper half, in steps of two seconds since 1980. */
function dosTime(at: Date): number {
  const date = (Math.max(0, at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return date * 0x1_0000 + time;
}
