import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets, jobs, models, modelVersions } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { loadSample } from "@/lib/datasets/load-sample";
import { deployEndpoint } from "@/lib/endpoints/deploy-endpoint";
import { deployEndpointInput } from "@/lib/endpoints/endpoint";
import { AppError } from "@/lib/errors";
import type { FirstDayStep } from "@/lib/home/first-day";
import { createJob } from "@/lib/jobs/create-job";
import { getJob } from "@/lib/jobs/get-job";
import { createJobInput } from "@/lib/jobs/job";
import { getTemplate } from "@/lib/jobs/templates";
import { registerModel } from "@/lib/models/register-model";

interface Taking {
  readonly projectId: string;
  readonly step: FirstDayStep;
}

/** Does one of the first day's four steps for real, with what the step before left. Returns the place to go to, below the project. */
export async function takeStep(actor: UserActor, { projectId, step }: Taking): Promise<{ readonly path: string }> {
  await authorize(actor, "job:write", projectId);
  return { path: await take[step](actor, projectId) };
}

const answerName = "digit-reader";

const take: Record<FirstDayStep, (actor: UserActor, projectId: string) => Promise<string>> = {
  async load(actor, projectId) {
    const { dataset } = await loadSample(actor, { projectId, sample: "digits" });
    return `datasets/${dataset.slug}`;
  },

  async train(actor, projectId) {
    const template = await getTemplate("digits-sklearn");
    const [dataset] = await db
      .select({ id: datasets.id })
      .from(datasets)
      .where(and(eq(datasets.projectId, projectId), eq(datasets.name, template.dataset), isNull(datasets.deletedAt)))
      .orderBy(desc(datasets.createdAt))
      .limit(1);
    if (!dataset) throw missing("train");
    const { name, environment, fileName, code, parameters } = template;
    const input = createJobInput.parse({
      projectId,
      name,
      environment,
      parameters,
      code: { fileName, text: code },
      inputs: [{ dataset: dataset.id }],
    });
    const job = await createJob(actor, input);
    return `jobs/${job.slug}`;
  },

  async register(actor, projectId) {
    const [done] = await db
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.projectId, projectId), eq(jobs.status, "succeeded"), isNull(jobs.deletedAt)))
      .orderBy(desc(jobs.endedAt))
      .limit(1);
    if (!done) throw missing("register");
    const job = await getJob(actor, done.id);
    const { model } = await registerModel(actor, { projectId, attemptId: job.attempt.id, model: answerName, note: "" });
    return `models/${model.slug}`;
  },

  async deploy(actor, projectId) {
    const [version] = await db
      .select({ id: modelVersions.id })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(
        and(
          eq(models.projectId, projectId),
          isNull(models.deletedAt),
          isNull(modelVersions.deletedAt),
          isNotNull(modelVersions.environmentVersionId),
        ),
      )
      .orderBy(desc(modelVersions.createdAt))
      .limit(1);
    if (!version) throw missing("deploy");
    const endpoint = await deployEndpoint(actor, deployEndpointInput.parse({ projectId, name: answerName, modelVersionId: version.id }));
    return `endpoints/${endpoint.slug}`;
  },
};

/** The step before has not been taken, or what it left was deleted. */
function missing(step: "train" | "register" | "deploy"): AppError {
  return new AppError("conflict", "home.firstDay.notYet", { step });
}
