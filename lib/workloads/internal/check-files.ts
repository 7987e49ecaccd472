import { createHash, type Hash } from "node:crypto";
import { objectStore } from "@/lib/storage/store";
import { type AnnouncedFile, bytesOf } from "@/lib/workloads/internal/output-upload";

/** Reads an object back and tells which of the files that should lie in it, one behind the other, are not what was announced. */
export async function differingFiles(key: string, files: readonly AnnouncedFile[]): Promise<ReadonlySet<string>> {
  const isWhole = (await objectStore().stat(key))?.size === bytesOf(files);
  if (!isWhole) return new Set(files.map(({ path }) => path));
  const sums = await sumsOf(
    key,
    files.map(({ size }) => size),
  );
  return new Set(files.filter(({ sha256 }, at) => sums[at] !== sha256).map(({ path }) => path));
}

/** The SHA-256 of stretches of an object that follow each other, in hexadecimal. */
async function sumsOf(key: string, sizes: readonly number[]): Promise<readonly string[]> {
  const sums: string[] = [];
  let current: Hash = createHash("sha256");
  let left = sizes[0] ?? 0;
  const endStretches = () => {
    while (left === 0 && sums.length < sizes.length) {
      sums.push(current.digest("hex"));
      current = createHash("sha256");
      left = sizes[sums.length] ?? 0;
    }
  };
  endStretches();
  for await (const bytes of (await objectStore().get(key)) as AsyncIterable<Uint8Array>) {
    for (let from = 0; from < bytes.length; ) {
      const taken = bytes.subarray(from, from + left);
      current.update(taken);
      from += taken.length;
      left -= taken.length;
      endStretches();
    }
  }
  return sums;
}
