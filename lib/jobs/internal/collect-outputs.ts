import { db, transaction } from "@/db/client";
import { manifestEntries } from "@/db/schema";
import { putBlob } from "@/lib/blobs/put-blob";
import { type LocalOutputs, leavesOutputsHere, type OutputFile } from "@/lib/compute/backend";
import type { JobParts } from "@/lib/jobs/internal/read-job-parts";
import { keepOnlyOutputs, keepOutput, outputsOf } from "@/lib/workloads/output-manifest";

/** A file that was written to within this time may still be growing; it is taken at the next look. */
const restingMs = 3_000;

/**
 * Stores what is new among the outputs of a replica. While it runs, only files that nobody writes to; at the end everything,
 * and what was removed meanwhile is forgotten. Returns how many files were stored.
 */
export async function collectOutputs(
  { attempt, backend }: JobParts,
  replica: { readonly role: string; readonly rank: number },
  { isFinal }: { readonly isFinal: boolean },
): Promise<number> {
  if (!leavesOutputsHere(backend)) return 0;
  const here: LocalOutputs = backend;
  const files = await here.listOutputs(attempt.id, replica);
  const known = new Map((await db.select().from(manifestEntries).where(outputsOf(attempt.id))).map((row) => [row.path, row]));
  let stored = 0;
  for (const file of files) {
    const before = known.get(file.path);
    if (before && before.size === file.size && before.modifiedAt.getTime() === file.modifiedAt.getTime()) continue;
    if (!isFinal && Date.now() - file.modifiedAt.getTime() < restingMs) continue;
    if (await store(file)) stored += 1;
  }
  const paths = files.map((file) => file.path);
  if (isFinal && known.size > 0) await transaction((tx) => keepOnlyOutputs(tx, attempt.id, paths));
  return stored;

  /** A file may vanish between the list and the read: then the next look decides. */
  async function store(file: OutputFile): Promise<boolean> {
    const source = await here.readOutput(attempt.id, replica, file.path).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "not_found") return null;
      throw error;
    });
    if (!source) return false;
    const { sha256, size } = await putBlob(source as AsyncIterable<Uint8Array>);
    // Nobody writes any more: fewer bytes than were listed are a read that was cut off, and the next look reads again.
    if (isFinal && size !== file.size) throw new Error(`${file.path} was read as ${size} of ${file.size} bytes`);
    await transaction((tx) => keepOutput(tx, attempt.id, { path: file.path, sha256, size, modifiedAt: file.modifiedAt }));
    return true;
  }
}
