import { eq } from "drizzle-orm";
import { transaction } from "@/db/client";
import { secrets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { notFound } from "@/lib/errors";

/** Erases a secret, of the project `within` if one is named. There is no way back: keeping a value that somebody wanted gone would be worse. */
export async function deleteSecret(actor: Actor, id: string, within?: string): Promise<void> {
  const secret = await authorizeRow(actor, "secret:write", secrets, id);
  if (within !== undefined && within !== secret.projectId) throw notFound();
  await transaction(async (tx) => {
    await tx.delete(secrets).where(eq(secrets.id, id));
    const projectId = secret.projectId;
    if (projectId === null) throw new Error("A secret of the installation passed for a project's");
    const subject = { type: "project", id: projectId } as const;
    await recordChange(tx, actor, { type: "project.secret_deleted", subject, projectId, fields: { secret: secret.name } });
  });
}
