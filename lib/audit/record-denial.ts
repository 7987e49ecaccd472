import { eq } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { projects } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { type Change, recordAudit } from "@/lib/changes/record-change";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { consume } from "@/lib/rates/consume";

/**
 * Notes for the audit log that somebody was refused what is there. `verb` is what he called; a page has none and is named by
 * what it wanted. The same attempt within a minute is one row, so that nobody fills the log. Never throws: the refusal stands.
 */
export async function recordDenial(actor: UserActor, error: unknown, verb?: string): Promise<void> {
  if (!(error instanceof AppError) || error.denied === undefined) return;
  const { permission, projectId } = error.denied;
  const type = (verb ?? permission.replace(":", ".")) as `${string}.${string}`;
  try {
    if (!(await isFirst(`${actor.userId} ${type} ${projectId ?? ""}`))) return;
    const subject = await subjectOf(actor, projectId);
    await transaction((tx) => recordAudit(tx, actor, { type, subject, projectId, fields: { permission } }, "denied"));
  } catch (failure) {
    log.error({ err: failure, requestId: actor.requestId }, "a denial was not recorded");
  }
}

/** The project; with the installation itself, who tried. */
async function subjectOf(actor: UserActor, projectId: string | null): Promise<Change["subject"]> {
  if (projectId === null) return { type: "user", id: actor.userId, name: actor.name };
  const [project] = await db.select({ name: projects.name }).from(projects).where(eq(projects.id, projectId));
  return { type: "project", id: projectId, ...project };
}

async function isFirst(attempt: string): Promise<boolean> {
  return consume("denial", attempt).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false;
      throw error;
    },
  );
}
