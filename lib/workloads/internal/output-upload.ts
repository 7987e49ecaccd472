import type { outputUploads } from "@/db/schema";
import type { OutputEntry } from "@/lib/workloads/output-manifest";
import { mostParts } from "@/lib/workloads/workload";

export type OutputUpload = typeof outputUploads.$inferSelect;

/** A file of an upload as the row keeps it. */
export type AnnouncedFile = OutputUpload["files"][number];

export function announced({ modifiedAt, ...file }: OutputEntry): AnnouncedFile {
  return { ...file, modifiedAt: modifiedAt.toISOString() };
}

export function bytesOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

const mebi = 1024 * 1024;
const smallestPart = 16 * mebi;

/** The parts that so many bytes are sent in; none at all have an empty part. */
export function partsOf(bytes: number): { readonly partBytes: number; readonly sizes: readonly number[] } {
  const partBytes = Math.max(smallestPart, Math.ceil(bytes / mostParts / mebi) * mebi);
  const count = Math.max(1, Math.ceil(bytes / partBytes));
  return { partBytes, sizes: Array.from({ length: count }, (_, index) => Math.min(partBytes, bytes - index * partBytes)) };
}
