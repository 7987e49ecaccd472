import { asc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { jobInputs } from "@/db/schema";
import { leavesOutputsHere } from "@/lib/compute/backend";
import { datasetManifest } from "@/lib/datasets/dataset-manifest";
import { workloadEnvironment } from "@/lib/environments/workload-environment";
import type { JobParts } from "@/lib/jobs/internal/read-job-parts";
import { jobWorkload } from "@/lib/jobs/job-workload";
import { tenantOf } from "@/lib/projects/tenant";
import { volumeMounts } from "@/lib/volumes/job-volumes";
import { grantAccess } from "@/lib/workloads/grant-access";

/** Hands an attempt to its backend; a second time changes nothing. */
export async function launchAttempt({ job, attempt, environmentVersion, project, backend }: JobParts): Promise<void> {
  const inputs = await db.select().from(jobInputs).where(eq(jobInputs.jobId, job.id)).orderBy(asc(jobInputs.position));
  await backend.launch(
    jobWorkload({
      jobId: job.id,
      attemptId: attempt.id,
      runId: attempt.runId,
      attempt: attempt.number,
      tenant: tenantOf(project),
      spec: job.spec,
      environment: await workloadEnvironment(environmentVersion, job.projectId),
      inputs: await Promise.all(
        inputs.map(async ({ target, datasetVersionId }) => ({ target, files: await datasetManifest(datasetVersionId) })),
      ),
      volumes: await volumeMounts(job.id),
      cpuMilli: job.cpuMilli,
      memoryBytes: job.memoryBytes,
      accelerators: job.accelerators,
      sharedMemoryBytes: job.sharedMemoryBytes,
      maxRunSeconds: job.maxRunSeconds,
      access: leavesOutputsHere(backend)
        ? null
        : await grantAccess({ workloadId: attempt.id, projectId: job.projectId, userId: job.createdBy }),
    }),
  );
}
