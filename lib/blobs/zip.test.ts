import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, expect, test } from "vitest";
import { type ZipEntry, zip, zipSize } from "@/lib/blobs/zip";

const folder = mkdtempSync(path.join(os.tmpdir(), "cairn-zip-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = new Date("2026-11-21T10:20:30Z");
const zeros = Buffer.alloc(1024 * 1024);

async function write(name: string, entries: readonly ZipEntry[], open: (entry: ZipEntry) => AsyncIterable<Uint8Array>): Promise<string> {
  const file = path.join(folder, name);
  await pipeline(Readable.from(zip(entries, async (entry) => open(entry), at)), createWriteStream(file));
  return file;
}

const python = (script: string, file: string) => execFileSync("python3", ["-c", script, file], { encoding: "utf8" }).trim();

test("another program reads every file of the archive, in any script and of any size", async () => {
  const contents = new Map([
    ["a.csv", "1,2\n3,4\n"],
    ["数据/标签.txt", "三"],
    ["empty", ""],
  ]);
  const entries = [...contents].map(([name, text]) => ({ path: name, size: Buffer.byteLength(text) }));
  const file = await write("small.zip", entries, (entry) => Readable.from([Buffer.from(contents.get(entry.path) ?? "")]));
  expect(statSync(file).size).toBe(zipSize(entries));
  const read = python(
    "import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps({i.filename: z.read(i).decode() for i in z.infolist()}))",
    file,
  );
  expect(JSON.parse(read)).toEqual(Object.fromEntries(contents));
});

test("an archive of 70,000 files uses the wide form of its end", async () => {
  const entries = Array.from({ length: 70_000 }, (_, index) => ({ path: `f/${index}`, size: 1 }));
  const file = await write("many.zip", entries, () => Readable.from([Buffer.from("x")]));
  expect(statSync(file).size).toBe(zipSize(entries));
  expect(python("import sys,zipfile; print(len(zipfile.ZipFile(sys.argv[1]).infolist()))", file)).toBe("70000");
});

test("sizes and places over 4 GB are counted in the wide form", async () => {
  const big = 4_400_000_000;
  const entries = [
    { path: "big", size: big },
    { path: "behind", size: 3 },
  ];
  // The bytes are not kept: head, tail and total are what differs.
  let total = 0;
  const tail: Uint8Array[] = [];
  async function* large() {
    for (let left = big; left > 0; left -= zeros.length) yield left >= zeros.length ? zeros : zeros.subarray(0, left);
  }
  for await (const bytes of zip(entries, async ({ path: name }) => (name === "big" ? large() : Readable.from([Buffer.from("abc")])), at)) {
    total += bytes.length;
    if (bytes !== zeros && bytes.length < 1000) tail.push(bytes);
  }
  expect(total).toBe(zipSize(entries));
  const directory = Buffer.concat(tail);
  const second = directory.lastIndexOf(Buffer.from("behind"));
  expect(Number(directory.readBigUInt64LE(second + "behind".length + 4))).toBe(30 + 3 + 20 + big + 24);
});

test("a file that has become shorter ends the archive with an error instead of a wrong one", async () => {
  await expect(write("short.zip", [{ path: "a", size: 5 }], () => Readable.from([Buffer.from("abc")]))).rejects.toThrow(
    "a has 3 bytes, not 5",
  );
});
