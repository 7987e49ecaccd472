import type { outputUploads } from "@/db/schema";
import { mostParts } from "@/lib/workloads/workload";

export type OutputUpload = typeof outputUploads.$inferSelect;

const mebi = 1024 * 1024;
const smallestPart = 16 * mebi;

/** The parts that a file of so many bytes is sent in; an empty one has an empty part. */
export function partsOf(size: number): { readonly partBytes: number; readonly sizes: readonly number[] } {
  const partBytes = Math.max(smallestPart, Math.ceil(size / mostParts / mebi) * mebi);
  const count = Math.max(1, Math.ceil(size / partBytes));
  return { partBytes, sizes: Array.from({ length: count }, (_, index) => Math.min(partBytes, size - index * partBytes)) };
}
