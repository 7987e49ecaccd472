import type { Change } from "@/lib/changes/record-change";
import { installationId } from "@/lib/machine/clean-machine";

/** Whose logins changed, for the audit log: a project's or the installation's. */
export function loginSubject(projectId: string | null): Pick<Change, "subject" | "projectId"> {
  return projectId === null
    ? { subject: { type: "installation", id: installationId, name: "registries" }, projectId }
    : { subject: { type: "project", id: projectId }, projectId };
}
