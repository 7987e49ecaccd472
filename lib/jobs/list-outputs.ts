import { and, asc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { manifestEntries } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { type DownloadTarget, downloadUrl } from "@/lib/blobs/download-link";
import type { Reader } from "@/lib/blobs/files-url";
import { notFound } from "@/lib/errors";
import { authorizeAttempt, authorizeAttemptOf } from "@/lib/jobs/authorize-attempt";
import type { OutputView } from "@/lib/jobs/job";

const most = 10_000;

/** The files that an attempt left so far, by path. */
export async function listOutputs(actor: Actor, attemptId: string): Promise<readonly OutputView[]> {
  await authorizeAttempt(actor, attemptId);
  const rows = await db
    .select()
    .from(manifestEntries)
    .where(ownedBy(attemptId))
    .orderBy(asc(sql`${manifestEntries.path} collate "C"`))
    .limit(most);
  return rows.map(({ path, size, sha256, modifiedAt }) => ({ path, size, sha256, modifiedAt: modifiedAt.toISOString() }));
}

/** A link that downloads one output, or all of them as one zip when no path is given. */
export async function outputDownload(
  actor: Actor,
  input: { readonly attemptId: string; readonly path?: string | undefined; readonly reader?: Reader },
): Promise<string> {
  const { job } = await authorizeAttempt(actor, input.attemptId);
  return downloadUrl(await targetOf(job, input), input.reader);
}

interface Which {
  readonly jobId: string;
  readonly attemptId?: string | undefined;
}

/** The files of a job's newest attempt, or of the one that is named. */
export async function listJobOutputs(actor: Actor, which: Which): Promise<readonly OutputView[]> {
  const { attempt } = await authorizeAttemptOf(actor, which);
  return listOutputs(actor, attempt.id);
}

/** A link to one of them, or to all. */
export async function jobOutputDownload(
  actor: Actor,
  { path, reader, ...which }: Which & { readonly path?: string | undefined; readonly reader: Reader },
): Promise<string> {
  const { attempt } = await authorizeAttemptOf(actor, which);
  return outputDownload(actor, { attemptId: attempt.id, path, reader });
}

async function targetOf(
  job: { readonly slug: string },
  { attemptId, path }: { readonly attemptId: string; readonly path?: string | undefined },
): Promise<DownloadTarget> {
  if (path === undefined) return { kind: "zip", of: "attempt", id: attemptId, name: `${job.slug}-outputs.zip` };
  const [entry] = await db
    .select()
    .from(manifestEntries)
    .where(and(ownedBy(attemptId), eq(manifestEntries.path, path)));
  if (!entry) throw notFound();
  return { kind: "blob", sha256: entry.sha256, name: path.split("/").at(-1) ?? path };
}

function ownedBy(attemptId: string) {
  return and(eq(manifestEntries.ownerType, "attempt"), eq(manifestEntries.ownerId, attemptId));
}
