import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readEntries, writeEnd, writeEntry } from "@/lib/backup/tar";

const folder = mkdtempSync(path.join(os.tmpdir(), "cairn-tar-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function roundTrip(files: readonly (readonly [string, Buffer])[]): Promise<(readonly [string, Buffer])[]> {
  const pipe = new PassThrough();
  const writing = (async () => {
    for (const [name, bytes] of files) await writeEntry(pipe, name, bytes.length, [bytes]);
    await writeEnd(pipe);
    pipe.end();
  })();
  const read: (readonly [string, Buffer])[] = [];
  for await (const entry of readEntries(pipe)) {
    const parts: Buffer[] = [];
    for await (const part of entry.body) parts.push(part);
    read.push([entry.name, Buffer.concat(parts)]);
  }
  await writing;
  return read;
}

test("whatever is written comes back, in order, whatever its size", async () => {
  const file = fc.tuple(
    fc.stringMatching(/^[a-z0-9/]{1,60}$/),
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 6 }), async (files) => {
      expect(await roundTrip(files)).toEqual(files);
    }),
    { numRuns: 60 },
  );
});

test("the tar of the machine reads it too", async () => {
  const file = path.join(folder, "plain.tar");
  const target = createWriteStream(file);
  await writeEntry(target, "a/one.txt", 5, [Buffer.from("hello")]);
  await writeEntry(target, "two.txt", 0, []);
  await writeEnd(target);
  target.end();
  await finished(target);
  expect(execFileSync("tar", ["-tf", file], { encoding: "utf8" })).toBe("a/one.txt\ntwo.txt\n");
  expect(execFileSync("tar", ["-xOf", file, "a/one.txt"], { encoding: "utf8" })).toBe("hello");
});

test("an archive that breaks off is refused", async () => {
  const target = new PassThrough();
  await writeEntry(target, "one.txt", 5, [Buffer.from("hello")]);
  target.end();
  const read = async () => {
    for await (const entry of readEntries(target)) for await (const _ of entry.body);
  };
  await expect(read()).rejects.toThrow("breaks off");
});

test("something else is refused by name", async () => {
  const read = async () => {
    for await (const _ of readEntries(createReadStream("package-lock.json")));
  };
  await expect(read()).rejects.toThrow("not a backup");
});

test("a file that grows while it is copied is not written short", async () => {
  await expect(writeEntry(new PassThrough(), "log", 3, [Buffer.from("four")])).rejects.toThrow("changed while it was copied");
});
