import { and, asc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { attempts, jobs, manifestEntries } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow, isUuid } from "@/lib/auth/authorize";
import { type DownloadTarget, downloadUrl } from "@/lib/blobs/download-link";
import { notFound } from "@/lib/errors";
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
  input: { readonly attemptId: string; readonly path?: string | undefined; readonly reader?: Parameters<typeof downloadUrl>[1] },
): Promise<string> {
  const job = await authorizeAttempt(actor, input.attemptId);
  return downloadUrl(await targetOf(job, input), input.reader);
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

async function authorizeAttempt(actor: Actor, attemptId: string) {
  const [attempt] = isUuid(attemptId) ? await db.select({ jobId: attempts.jobId }).from(attempts).where(eq(attempts.id, attemptId)) : [];
  if (!attempt) throw notFound();
  return authorizeRow(actor, "job:read", jobs, attempt.jobId);
}

function ownedBy(attemptId: string) {
  return and(eq(manifestEntries.ownerType, "attempt"), eq(manifestEntries.ownerId, attemptId));
}
