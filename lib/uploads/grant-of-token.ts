import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets, datasetVersions, uploadGrants, users } from "@/db/schema";
import { notingDenial } from "@/lib/audit/note-denial";
import type { UserActor } from "@/lib/auth/actor";
import { isAdministrator } from "@/lib/auth/actor-of-token";
import { authorize } from "@/lib/auth/authorize";
import { AppError } from "@/lib/errors";
import type { RequestFacts } from "@/lib/http/request-facts";
import { isLocale } from "@/lib/i18n/locales";
import { hashToken, kindOfToken } from "@/lib/keys/token";

/** A permission to upload, with the draft it is for. */
export interface Grant {
  readonly id: string;
  readonly datasetVersionId: string;
  readonly userId: string;
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/**
 * The grant behind an upload token, asked for again on every request: while it lives, its draft is open, its dataset is
 * not deleted and its owner may still write there. Else throws `unauthenticated`, `not_found` or `forbidden`.
 */
export async function grantOfToken(token: string | null, facts: RequestFacts): Promise<Grant> {
  const [found] =
    token !== null && kindOfToken(token) === "upload"
      ? await db
          .select({ grant: uploadGrants, user: users, isAdministrator: isAdministrator() })
          .from(uploadGrants)
          .innerJoin(users, eq(users.id, uploadGrants.userId))
          .innerJoin(datasetVersions, eq(datasetVersions.id, uploadGrants.datasetVersionId))
          .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
          .where(
            and(
              eq(uploadGrants.tokenHash, hashToken(token)),
              gt(uploadGrants.expiresAt, sql`now()`),
              isNull(uploadGrants.closedAt),
              isNull(users.disabledAt),
              isNull(users.deletedAt),
              isNull(datasets.deletedAt),
              eq(datasetVersions.status, "draft"),
            ),
          )
      : [];
  if (!found?.grant.datasetVersionId) throw new AppError("unauthenticated", "uploads.token");
  const { grant, user } = found;
  const actor: UserActor = {
    kind: "user",
    userId: user.id,
    name: user.name,
    displayName: user.displayName,
    isAdministrator: found.isAdministrator,
    mustChangePassword: false,
    credential: {
      kind: "key",
      keyId: grant.id,
      keyKind: "personal",
      hint: "cairn_up",
      access: "write",
      projectIds: [grant.projectId],
      subjectId: grant.datasetVersionId,
    },
    locale: isLocale(user.locale) ? user.locale : facts.locale,
    requestId: facts.requestId,
    address: facts.address,
  };
  await notingDenial(actor, "upload.send", () => authorize(actor, "dataset:write", grant.projectId));
  return { ...grant, datasetVersionId: found.grant.datasetVersionId };
}
