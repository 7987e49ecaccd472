import { createHash } from "node:crypto";
import { desc, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { auditEvents, changes } from "@/db/schema";
import type { SubjectType } from "@/db/values";
import type { Actor } from "@/lib/auth/actor";
import { newId } from "@/lib/id";

export interface Change {
  /** `<noun>.<what happened>`, such as `job.created`. */
  readonly type: `${string}.${string}`;
  readonly subject: { readonly type: SubjectType; readonly id: string; readonly name?: string };
  readonly projectId: string | null;
  /** Changed fields with values that are no secrets; for the audit log. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Writes the audit row and the outbox row of a change into its transaction. Both are written at the very end, under one
 * lock: so the numbers of the outbox rise in the order of commits, and each audit row can cover the one before.
 */
export async function recordChange(tx: Tx, actor: Actor, change: Change): Promise<void> {
  tx.atEnd(async () => {
    await tx.execute(sql`select pg_advisory_xact_lock(7231002)`);
    await appendAudit(tx, actor, change, "done");
    await appendChange(tx, change, actor.kind === "user" ? actor.userId : null);
  });
}

/** An outbox row without an audit row: for what the worker observes and no person did. */
export async function recordObservation(tx: Tx, change: Omit<Change, "fields">): Promise<void> {
  tx.atEnd(() => appendChange(tx, change, null));
}

/** An audit row alone: refused attempts and sign-ins. */
export async function recordAudit(tx: Tx, actor: Actor, change: Change, outcome: "done" | "denied" | "failed"): Promise<void> {
  tx.atEnd(async () => {
    await tx.execute(sql`select pg_advisory_xact_lock(7231002)`);
    await appendAudit(tx, actor, change, outcome);
  });
}

async function appendChange(tx: Tx, change: Omit<Change, "fields">, actorId: string | null): Promise<void> {
  const { projectId, type, subject } = change;
  const params = JSON.stringify(subject.name === undefined ? {} : { name: subject.name });
  // In one statement, since every transaction ends with it; the number is drawn only once the lock is held.
  await tx.execute(sql`
    with locked as materialized (select pg_advisory_xact_lock(7231002)),
    added as (
      insert into ${changes} (project_id, type, subject_type, subject_id, actor_id, params)
      select ${projectId}::uuid, ${type}, ${subject.type}, ${subject.id}::uuid, ${actorId}::uuid, ${params}::jsonb from locked
      returning seq, project_id)
    select pg_notify('cairn_changes', json_build_object('seq', seq, 'projectId', project_id)::text) from added`);
}

async function appendAudit(tx: Tx, actor: Actor, change: Change, outcome: "done" | "denied" | "failed"): Promise<void> {
  const [last] = await tx.select({ hash: auditEvents.hash }).from(auditEvents).orderBy(desc(auditEvents.seq)).limit(1);
  const row = {
    id: newId(),
    at: new Date(),
    actorId: actor.kind === "user" ? actor.userId : null,
    actorName: actor.name,
    credential: credentialOf(actor),
    verb: change.type,
    subjectType: change.subject.type,
    subjectId: change.subject.id,
    subjectName: change.subject.name ?? "",
    projectId: change.projectId,
    outcome,
    requestId: actor.requestId,
    address: actor.address,
    fields: { ...change.fields },
  };
  const previousHash = last?.hash ?? Buffer.alloc(32);
  await tx.insert(auditEvents).values({ ...row, previousHash, hash: auditHash(previousHash, row) });
}

/** The hash of an audit row: SHA-256 over the previous row's hash and the row's own columns as canonical JSON. */
export function auditHash(previous: Buffer, row: Readonly<Record<string, unknown>>): Buffer {
  return createHash("sha256").update(previous).update(canonical(row)).digest();
}

/** JSON with sorted keys: jsonb gives keys back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function credentialOf(actor: Actor): string {
  if (actor.kind === "system") return actor.name;
  return actor.credential.kind === "session" ? "session" : `key:${actor.credential.hint}`;
}
