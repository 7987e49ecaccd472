import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db, transaction } from "@/db/client";
import { projects, routes, tickets } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizeSession } from "@/lib/auth/authorize";
import { recordAudit } from "@/lib/changes/record-change";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { randomToken } from "@/lib/id";
import { consume } from "@/lib/rates/consume";

export const createTicketInput = z.object({
  appId: z.uuid(),
  /** Where to land on the app's own host. */
  path: z
    .string()
    .max(2_000)
    .regex(/^\/(?![/\\])[\x21-\x7e]*$/)
    .default("/"),
});
export type CreateTicketInput = z.output<typeof createTicketInput>;

const validSeconds = 30;

/**
 * A one-use ticket that carries the signed-in person to an app's own host, valid for 30 s: the browser posts it as a form
 * field to `url`, never in an address.
 */
export async function createTicket(actor: Actor, input: CreateTicketInput): Promise<{ readonly url: string; readonly ticket: string }> {
  const user = authorizeSession(actor);
  await consume("ticket", user.userId);
  const [route] = await db
    .select({ projectId: routes.projectId, address: routes.address })
    .from(routes)
    .innerJoin(projects, eq(projects.id, routes.projectId))
    .where(and(eq(routes.face, "app"), eq(routes.subjectId, input.appId)));
  if (!route) throw notFound();
  await authorize(user, "job:write", route.projectId);
  const origin = env.CAIRN_APPS_URL.replace("*", route.address);
  const ticket = randomToken();
  await transaction(async (tx) => {
    await tx.insert(tickets).values({
      tokenHash: createHash("sha256").update(ticket).digest(),
      sessionId: user.credential.sessionId,
      appId: input.appId,
      host: new URL(origin).host,
      path: input.path,
      expiresAt: new Date(Date.now() + validSeconds * 1_000),
    });
    const subject = { type: "installation" as const, id: input.appId, name: route.address };
    await recordAudit(tx, user, { type: "app.entered", subject, projectId: route.projectId }, "done");
  });
  return { url: `${origin}/.cairn/enter`, ticket };
}
