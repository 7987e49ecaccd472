import { type Tx, transaction } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { recordObservation } from "@/lib/changes/record-change";
import { enter, type StageEntry } from "@/lib/timeline/enter";
import { type AttemptWorkload, authorizeWorkload, type RevisionWorkload } from "@/lib/workloads/authorize-workload";
import type { TellProgressInput } from "@/lib/workloads/workload";

/** Says how much of what a workload reads is there, while it has not begun to run; the same percentage again tells nobody. */
export async function tellProgress(actor: Actor, { doneBytes, totalBytes }: TellProgressInput): Promise<void> {
  const workload = await authorizeWorkload(actor);
  const percent = totalBytes === 0 ? 100 : Math.min(100, Math.floor((doneBytes / totalBytes) * 100));
  const data = { stage: "data", key: "timeline.dataProgress", params: { percent } } as const;
  await transaction((tx) => (workload.kind === "attempt" ? sayOfJob(tx, workload, data) : sayOfEndpoint(tx, workload, data)));
}

type Data = Pick<StageEntry, "stage" | "key" | "params">;

async function sayOfJob(tx: Tx, { job, attempt }: AttemptWorkload, data: Data): Promise<void> {
  if (job.status !== "starting" || job.attempt !== attempt.number) return;
  const isNews = await enter(tx, { subject: { type: "job", id: job.id }, attempt: attempt.number, ...data });
  if (!isNews) return;
  await recordObservation(tx, { type: "job.changed", subject: { type: "job", id: job.id, name: job.name }, projectId: job.projectId });
}

async function sayOfEndpoint(tx: Tx, { endpoint, revision }: RevisionWorkload, data: Data): Promise<void> {
  if (revision.readyAt !== null) return;
  const isNews = await enter(tx, { subject: { type: "revision", id: revision.id }, attempt: revision.number, ...data });
  if (!isNews) return;
  const subject = { type: "endpoint", id: endpoint.id, name: endpoint.name } as const;
  await recordObservation(tx, { type: "endpoint.changed", subject, projectId: endpoint.projectId });
}
