import { and, eq, isNull, sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { secrets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { newId } from "@/lib/id";
import { seal } from "@/lib/secrets/seal";
import { type PutSecretInput, type SecretView, toSecretView } from "@/lib/secrets/secret";

/** Sets a project's secret, new or in the place of the one by that name. It is sealed at once and never shown. */
export async function putSecret(actor: Actor, projectId: string, input: PutSecretInput): Promise<SecretView> {
  await authorize(actor, "secret:write", projectId);
  return transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7231007, hashtext(${projectId}))`);
    const living = and(eq(secrets.projectId, projectId), eq(secrets.name, input.name), isNull(secrets.deletedAt));
    const [known] = await tx.select({ id: secrets.id }).from(secrets).where(living);
    const id = known?.id ?? newId();
    const box = seal(input.value, { table: "secrets", rowId: id, projectId });
    const [row] = known
      ? await tx
          .update(secrets)
          .set({ ...box, updatedAt: new Date(), version: sql`${secrets.version} + 1` })
          .where(eq(secrets.id, id))
          .returning()
      : await tx
          .insert(secrets)
          .values({ id, projectId, name: input.name, ...box, createdBy: actor.kind === "user" ? actor.userId : null })
          .returning();
    if (!row) throw new Error("write returned no row");
    const subject = { type: "project", id: projectId } as const;
    await recordChange(tx, actor, { type: "project.secret_set", subject, projectId, fields: { secret: input.name } });
    return toSecretView(row);
  });
}
