import { and, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { environments, environmentVersions, jobs, operations } from "@/db/schema";
import { recordObservation } from "@/lib/changes/record-change";
import { buildEnvironment, isBuilt, settleEnvironment } from "@/lib/environments/build/build-environment";
import { BuildFailure } from "@/lib/environments/build/build-failure";
import { BuildLog } from "@/lib/environments/build/build-log";
import { followCancel } from "@/lib/environments/build/follow-cancel";
import type { Message } from "@/lib/errors";
import { log } from "@/lib/log";
import { endOperation, reportProgress } from "@/lib/operations/track-operation";
import { ensureRunning, isRunning } from "@/lib/worker/background";
import { wake } from "@/lib/worker/wake";

const lookAgainMs = 30_000;

/** Builds a version of an environment that somebody asked for; the build itself runs beside the loop. */
export async function syncEnvironment(id: string): Promise<Date | null> {
  const found = await readVersion(id);
  if (!found || found.version.buildAskedAt === null) return null;
  const { version } = found;
  if (version.status === "failed") return null;
  if (version.status === "ready") {
    // A folder that vanished, as after a restore of the rows alone, is built again from its lock.
    if (version.lockHash !== null && isBuilt(version.lockHash)) return null;
    await setStatus(id, { status: "queued" });
  }
  if (!isRunning(activity(id)))
    ensureRunning(
      activity(id),
      (signal) => build(id, signal),
      () => wake(db, "environment", id),
    );
  return new Date(Date.now() + lookAgainMs);
}

/** Versions whose build was asked for and has not ended. */
export async function idsOfEnvironmentsToSync(): Promise<readonly string[]> {
  const rows = await db
    .select({ id: environmentVersions.id })
    .from(environmentVersions)
    .where(and(isNotNull(environmentVersions.buildAskedAt), inArray(environmentVersions.status, ["queued", "starting"])));
  return rows.map((row) => row.id);
}

function activity(id: string): string {
  return `build:${id}`;
}

async function build(id: string, stop: AbortSignal): Promise<void> {
  const found = await readVersion(id);
  if (!found) return;
  const operationId = found.operationId;
  await setStatus(id, { status: "starting", buildStartedAt: new Date() });
  const buildLog = new BuildLog(id);
  const cancelled = new AbortController();
  const unfollow = operationId === null ? () => undefined : followCancel(operationId, cancelled);
  try {
    const built = await buildEnvironment({
      requirements: found.version.requirements,
      lock: found.version.lock,
      signal: AbortSignal.any([stop, cancelled.signal]),
      onLine: (line, stream) => buildLog.add(line, stream),
      onStep: (step) => {
        if (operationId !== null) void reportProgress(operationId, { done: step - 1, message: { key: steps[step] } }).catch(ignore);
      },
    });
    await buildLog.close();
    await end(id, operationId, { status: "ready", message: null, ...built });
    await settleEnvironment(built.lockHash, stop).catch((error: unknown) => log.warn({ err: error }, "an environment was not compiled"));
  } catch (error) {
    await buildLog.close();
    // A worker that leaves takes the build up again when it is back.
    if (stop.aborted) return;
    if (cancelled.signal.aborted) return await end(id, operationId, { status: "failed", message: { key: "environments.build.cancelled" } });
    if (!(error instanceof BuildFailure)) log.error({ err: error, environmentVersion: id }, "build failed");
    const message: Message = error instanceof BuildFailure ? error.reason : unexpected(error);
    await end(id, operationId, { status: "failed", message });
  } finally {
    unfollow();
  }
}

const steps = { 1: "environments.build.resolving", 2: "environments.build.installing" } as const;

function unexpected(error: unknown): Message {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC") return { key: "environments.build.diskFull" };
  return { key: "environments.build.unexpected" };
}

async function readVersion(id: string) {
  const [row] = await db
    .select({ version: environmentVersions, environment: environments, operationId: operations.id })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .leftJoin(operations, and(eq(operations.subjectId, environmentVersions.id), isNull(operations.endedAt)))
    .where(eq(environmentVersions.id, id));
  return row;
}

async function setStatus(id: string, values: Partial<typeof environmentVersions.$inferInsert>): Promise<void> {
  await transaction(async (tx) => {
    await tx.update(environmentVersions).set(values).where(eq(environmentVersions.id, id));
    await observe(tx, id);
  });
}

async function end(id: string, operationId: string | null, values: Partial<typeof environmentVersions.$inferInsert>): Promise<void> {
  await transaction(async (tx) => {
    await tx
      .update(environmentVersions)
      .set({ ...values, buildEndedAt: sql`now()` })
      .where(eq(environmentVersions.id, id));
    if (operationId !== null) {
      await endOperation(tx, operationId, operationEnd(values), values.message ?? undefined);
    }
    const waiting = await tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.environmentVersionId, id), or(eq(jobs.status, "queued"), eq(jobs.status, "starting"))));
    for (const job of waiting) await wake(tx, "job", job.id);
    await observe(tx, id);
  });
}

function operationEnd(values: Partial<typeof environmentVersions.$inferInsert>): "succeeded" | "failed" | "cancelled" {
  if (values.status === "ready") return "succeeded";
  return values.message?.key === "environments.build.cancelled" ? "cancelled" : "failed";
}

async function observe(tx: Parameters<Parameters<typeof transaction>[0]>[0], id: string): Promise<void> {
  const found = await readVersion(id);
  if (!found) return;
  await recordObservation(tx, {
    type: "environment.build",
    subject: { type: "environment", id: found.environment.id, name: found.environment.name },
    projectId: found.environment.projectId,
  });
}

function ignore(error: unknown): void {
  log.warn({ err: error }, "could not report the progress of a build");
}
