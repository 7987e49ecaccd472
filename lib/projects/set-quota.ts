import { transaction } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizePlatform } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { getLimits } from "@/lib/projects/get-limits";
import { changeLimits } from "@/lib/projects/internal/change-limits";
import type { ProjectLimitsView, SetQuotaInput } from "@/lib/projects/limits";
import { wakeWaiting } from "@/lib/scheduling/admit";
import { wake } from "@/lib/worker/wake";

/** What a project may use at the same time. Less than it uses now ends nothing: what comes next waits. */
export async function setQuota(
  actor: Actor,
  projectId: string,
  input: SetQuotaInput,
  version: number | null = null,
): Promise<ProjectLimitsView> {
  await authorizePlatform(actor, "platform:limit");
  const project = await authorize(actor, "project:read", projectId);
  await transaction(async (tx) => {
    await changeLimits(tx, projectId, input, version);
    await recordChange(tx, actor, {
      type: "project.quota_set",
      subject: { type: "project", id: projectId, name: project.name },
      projectId,
      fields: { ...input },
    });
    await wakeWaiting(tx, projectId);
    await wake(tx, "tenant", projectId);
  });
  return getLimits(actor, projectId);
}
