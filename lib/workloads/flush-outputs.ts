import { eq } from "drizzle-orm";
import { transaction } from "@/db/client";
import { attempts } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { AppError, type Message } from "@/lib/errors";
import { parsePath, shownPath } from "@/lib/storage/parse-path";
import { wake } from "@/lib/worker/wake";
import { authorizeAttemptToken } from "@/lib/workloads/authorize-workload";
import { abortUploads, endWorkload } from "@/lib/workloads/end-workload";
import { keepOnlyOutputs, outputPaths } from "@/lib/workloads/output-manifest";
import type { FlushInput } from "@/lib/workloads/workload";

/** So much of a reason is shown. */
const longestReason = 500;

/**
 * Says that all outputs of an attempt are stored: others leave the manifest, what was lost is noted for the job's end, and the attempt's token is
 * over. Throws `conflict` and changes nothing when one of them never arrived.
 */
export async function flushOutputs(actor: Actor, { files, lost }: FlushInput): Promise<void> {
  const { attempt, job } = await authorizeAttemptToken(actor);
  const paths = files.map((file) => parsePath(file, "files"));
  const unfinished = await transaction(async (tx) => {
    const stored = await outputPaths(tx, attempt.id);
    const missing = paths.find((path) => !stored.has(path));
    if (missing !== undefined) throw new AppError("conflict", "uploads.notStored", { path: missing });
    await keepOnlyOutputs(tx, attempt.id, paths);
    const message = lostMessage(lost);
    if (message) await tx.update(attempts).set({ message }).where(eq(attempts.id, attempt.id));
    await wake(tx, "job", job.id);
    return endWorkload(tx, attempt.id);
  });
  await abortUploads(unfinished);
}

function lostMessage(lost: FlushInput["lost"]): Message | null {
  const [first] = lost;
  if (!first) return null;
  return {
    key: "jobs.end.outputsLost",
    params: { count: lost.length, path: shownPath(first.path), reason: first.reason.slice(0, longestReason) },
  };
}
