import { and, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets, datasetVersions, endpoints, jobs, models } from "@/db/schema";
import type { Status } from "@/db/values";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";

export const firstDaySteps = ["load", "train", "register", "deploy"] as const;
export type FirstDayStep = (typeof firstDaySteps)[number];

/** One stone of the first day: laid, under way, next, or later. */
export type StepView =
  | { readonly step: FirstDayStep; readonly state: "done"; readonly name: string; readonly path: string }
  | { readonly step: FirstDayStep; readonly state: "underway"; readonly name: string; readonly path: string; readonly status: Status }
  | { readonly step: FirstDayStep; readonly state: "next" | "later" };

/** How far a project is on the way from data to an answer; `path` is below the project. */
export async function getFirstDay(actor: Actor, projectId: string): Promise<readonly StepView[]> {
  await authorize(actor, "project:read", projectId);
  const [dataset, job, model, endpoint] = await Promise.all([
    newestDataset(projectId),
    bestJob(projectId),
    newestModel(projectId),
    bestEndpoint(projectId),
  ]);
  const found: Record<FirstDayStep, StepView | null> = {
    load: dataset && { step: "load", state: "done", name: dataset.name, path: `datasets/${dataset.slug}` },
    train: job && { step: "train", ...standing(job, "succeeded"), name: job.name, path: `jobs/${job.slug}` },
    register: model && { step: "register", state: "done", name: model.name, path: `models/${model.slug}` },
    deploy: endpoint && { step: "deploy", ...standing(endpoint, "ready"), name: endpoint.name, path: `endpoints/${endpoint.slug}` },
  };
  const next = firstDaySteps.find((step) => found[step]?.state !== "done");
  return firstDaySteps.map((step) => found[step] ?? { step, state: step === next ? "next" : "later" });
}

function standing(row: { readonly status: Status }, good: Status): { state: "done" } | { state: "underway"; status: Status } {
  return row.status === good ? { state: "done" } : { state: "underway", status: row.status };
}

async function newestDataset(projectId: string) {
  const [row] = await db
    .select({ name: datasets.name, slug: datasets.slug })
    .from(datasets)
    .innerJoin(datasetVersions, and(eq(datasetVersions.datasetId, datasets.id), isNotNull(datasetVersions.number)))
    .where(and(eq(datasets.projectId, projectId), isNull(datasets.deletedAt)))
    .orderBy(desc(datasets.createdAt))
    .limit(1);
  return row ?? null;
}

/** One that succeeded counts; else the one under way. A failed one leaves the step open, to be tried again. */
async function bestJob(projectId: string) {
  const [row] = await db
    .select({ name: jobs.name, slug: jobs.slug, status: jobs.status })
    .from(jobs)
    .where(
      and(
        eq(jobs.projectId, projectId),
        isNull(jobs.deletedAt),
        inArray(jobs.status, ["succeeded", "queued", "starting", "running", "stopping"]),
      ),
    )
    .orderBy(desc(sql`${jobs.status} = 'succeeded'`), desc(jobs.queuedAt))
    .limit(1);
  return row ?? null;
}

async function newestModel(projectId: string) {
  const [row] = await db
    .select({ name: models.name, slug: models.slug })
    .from(models)
    .where(and(eq(models.projectId, projectId), isNull(models.deletedAt)))
    .orderBy(desc(models.createdAt))
    .limit(1);
  return row ?? null;
}

async function bestEndpoint(projectId: string) {
  const rows = await db
    .select({ name: endpoints.name, slug: endpoints.slug, status: endpoints.status })
    .from(endpoints)
    .where(and(eq(endpoints.projectId, projectId), isNull(endpoints.deletedAt)))
    .orderBy(desc(endpoints.createdAt))
    .limit(20);
  return rows.find(({ status }) => status === "ready") ?? rows[0] ?? null;
}
