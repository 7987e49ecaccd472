import { createHmac } from "node:crypto";
import { db } from "@/db/client";
import { accessKeys } from "@/db/schema";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { hashToken, hintOf, makeToken } from "@/lib/keys/token";
import { deriveKey } from "@/lib/secrets/key-ring";

interface AccessOf {
  /** An attempt's or a revision's id. */
  readonly workloadId: string;
  readonly projectId: string;
  /** Who submitted the job or deployed the revision. */
  readonly userId: string;
}

/** It ends with its workload, and nobody knows when that will be. */
const never = new Date("9999-12-31T00:00:00Z");

/**
 * Where and by which token one workload speaks to Cairn until `endWorkload`. The token is derived from the master key and the workload's id and
 * stored nowhere: a second launch gets the same one.
 */
export async function grantAccess({ workloadId, projectId, userId }: AccessOf): Promise<{ readonly url: string; readonly token: string }> {
  const token = makeToken("job", createHmac("sha256", deriveKey("workload-token")).update(workloadId).digest());
  await db
    .insert(accessKeys)
    .values({
      id: newId(),
      kind: "job",
      name: workloadId,
      userId,
      tokenHash: hashToken(token),
      hint: hintOf(token),
      projectIds: [projectId],
      access: "write",
      subjectId: workloadId,
      expiresAt: never,
    })
    .onConflictDoNothing({ target: accessKeys.tokenHash });
  return { url: env.CAIRN_POD_URL ?? env.CAIRN_URL, token };
}
