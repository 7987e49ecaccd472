import { createHash } from "node:crypto";
import type { VersionFile } from "@/lib/datasets/version-files";

/** What a version holds, as one hash: SHA-256 over lines of hash, size and path. The files come sorted by the bytes of their paths. */
export function manifestHash(files: readonly VersionFile[]): string {
  const hash = createHash("sha256");
  for (const { sha256, size, path } of files) hash.update(`${sha256} ${size} ${path}\n`);
  return hash.digest("hex");
}
