import { asc, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { datasetVersions, jobInputs, manifestEntries } from "@/db/schema";
import { versionFiles } from "@/lib/datasets/version-files";
import { modelFolder } from "@/lib/endpoints/endpoint-workload";
import type { AttemptWorkload, RevisionWorkload } from "@/lib/workloads/authorize-workload";

/** A folder of files that a workload reads. */
interface WorkloadMount {
  readonly target: string;
  readonly fileCount: number;
  readonly totalBytes: number;
  /** Its files as a subquery with the columns path, sha256 and size. */
  readonly files: SQL;
}

/** What a workload reads, in the order in which it was launched with it. */
export async function mountsOf(workload: AttemptWorkload | RevisionWorkload): Promise<readonly WorkloadMount[]> {
  return workload.kind === "attempt" ? inputsOf(workload) : [await modelOf(workload)];
}

async function inputsOf({ job }: AttemptWorkload): Promise<readonly WorkloadMount[]> {
  const inputs = await db
    .select({ target: jobInputs.target, version: datasetVersions })
    .from(jobInputs)
    .innerJoin(datasetVersions, eq(datasetVersions.id, jobInputs.datasetVersionId))
    .where(eq(jobInputs.jobId, job.id))
    .orderBy(asc(jobInputs.position));
  return inputs.map(({ target, version }) => ({
    target,
    fileCount: version.fileCount,
    totalBytes: version.totalBytes,
    files: versionFiles(version),
  }));
}

async function modelOf({ revision }: RevisionWorkload): Promise<WorkloadMount> {
  const files = sql`(select path, sha256, size from ${manifestEntries}
    where owner_type = 'model_version' and owner_id = ${revision.modelVersionId})`;
  const { rows } = await db.execute<{ fileCount: number; totalBytes: number }>(
    sql`select count(*) as "fileCount", coalesce(sum(size), 0)::bigint as "totalBytes" from ${files} f`,
  );
  return { target: modelFolder, files, ...(rows[0] ?? { fileCount: 0, totalBytes: 0 }) };
}
