import { db } from "@/db/client";
import { attempts, environments, environmentVersions, jobs, replicas, runs } from "@/db/schema";
import { newId } from "@/lib/id";

let count = 0;

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (!row) throw new Error("insert returned no row");
  return row;
}

/** An environment that is built already, offered by the platform unless it is given a project. */
export async function anEnvironment(values: { projectId?: string; status?: "queued" | "ready" | "failed"; slug?: string } = {}) {
  count += 1;
  const slug = values.slug ?? `environment-${count}`;
  const environment = only(
    await db
      .insert(environments)
      .values({
        id: newId(),
        projectId: values.projectId ?? null,
        slug,
        name: slug,
        kind: "python",
        visibility: values.projectId ? "project" : "platform",
        latestVersion: 1,
      })
      .returning(),
  );
  const status = values.status ?? "ready";
  const version = only(
    await db
      .insert(environmentVersions)
      .values({
        id: newId(),
        environmentId: environment.id,
        number: 1,
        requirements: "numpy",
        status,
        ...(status === "ready" && { lock: "numpy==2.4.6", lockHash: `lock${count}`, pythonVersion: "3.11.2" }),
      })
      .returning(),
  );
  return { environment, version };
}

/** A run without points. */
export async function aRun(projectId: string, userId: string) {
  count += 1;
  return only(
    await db
      .insert(runs)
      .values({ id: newId(), projectId, name: `run-${count}`, createdBy: userId })
      .returning(),
  );
}

/** A job with its first attempt, as it stands in the rows; nothing runs. */
export async function aJob(
  projectId: string,
  userId: string,
  values: Partial<typeof jobs.$inferInsert> & { attemptStatus?: (typeof attempts.$inferInsert)["status"] } = {},
) {
  count += 1;
  const { attemptStatus, ...given } = values;
  const environmentVersionId = given.environmentVersionId ?? (await anEnvironment()).version.id;
  const run = await aRun(projectId, userId);
  const slug = given.slug ?? `job-${count}`;
  const job = only(
    await db
      .insert(jobs)
      .values({
        id: newId(),
        projectId,
        slug,
        name: slug,
        spec: {
          code: { kind: "inline", fileName: "train.py", text: "print('hello')\n" },
          command: ["python", "train.py"],
          parameters: {},
          variables: {},
        },
        environmentVersionId,
        cpuMilli: 1000,
        memoryBytes: 2 ** 30,
        createdBy: userId,
        ...given,
      })
      .returning(),
  );
  const attempt = only(
    await db
      .insert(attempts)
      .values({ id: newId(), jobId: job.id, number: job.attempt, status: attemptStatus ?? job.status, runId: run.id })
      .returning(),
  );
  return { job, attempt, run };
}

/** What was seen of the one replica of an attempt. */
export async function aReplica(workloadId: string, phase: (typeof replicas.$inferInsert)["phase"] = "running") {
  return only(await db.insert(replicas).values({ workloadId, role: "main", rank: 0, phase }).returning());
}
