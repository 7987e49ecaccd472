import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { attempts, blobs, jobs, manifestEntries, metricSeries, models, modelVersions } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorize, authorizeRow } from "@/lib/auth/authorize";
import { openBlob } from "@/lib/blobs/open-blob";
import { recordChange } from "@/lib/changes/record-change";
import { AppError, invalidField, notFound, sqlState } from "@/lib/errors";
import { newId } from "@/lib/id";
import { type ChosenFiles, chooseFiles, type OutputEntry } from "@/lib/models/choose-files";
import { getModel, getModelVersion } from "@/lib/models/get-model";
import type { RegisteredModelView, RegisterModelInput } from "@/lib/models/model";
import { type ModelSignature, parseSignature } from "@/lib/models/signature";
import { freeSlug, toSlug } from "@/lib/slug";

const largestSignatureBytes = 256 * 1024;

/**
 * Makes outputs of an ended attempt the next version of a model, new or known by its name or address. The files are shared,
 * not copied; the model itself is never loaded here.
 */
export async function registerModel(actor: UserActor, input: RegisterModelInput): Promise<RegisteredModelView> {
  await authorize(actor, "model:write", input.projectId);
  const source = await findSource(actor, input);
  const chosen = chooseFiles(await outputsOf(input.attemptId), input.path);
  const signature = await readSignature(chosen);
  const metrics = await lastMetrics(source.attempt.runId);
  const ids = await transaction(async (tx) => {
    const model = await nextVersionOf(tx, actor, input);
    const id = newId();
    await tx.insert(modelVersions).values({
      id,
      modelId: model.id,
      number: model.latestVersion,
      format: chosen.format,
      entryPath: chosen.entryPath,
      environmentVersionId: source.job.environmentVersionId,
      attemptId: input.attemptId,
      signature,
      metrics,
      note: input.note,
      totalBytes: chosen.files.reduce((sum, file) => sum + file.size, 0),
      createdBy: actor.userId,
    });
    await shareFiles(tx, id, chosen.files);
    const subject = { type: "model_version", id, name: `${model.name} v${model.latestVersion}` } as const;
    await recordChange(tx, actor, {
      type: "model_version.created",
      subject,
      projectId: input.projectId,
      fields: { modelId: model.id, attemptId: input.attemptId, entryPath: chosen.entryPath },
    });
    return { modelId: model.id, versionId: id };
  });
  return { model: await getModel(actor, ids.modelId), version: await getModelVersion(actor, ids.versionId) };
}

async function findSource(actor: UserActor, input: RegisterModelInput) {
  const [attempt] = await db.select().from(attempts).where(eq(attempts.id, input.attemptId));
  if (!attempt) throw notFound();
  const job = await authorizeRow(actor, "job:read", jobs, attempt.jobId);
  if (job.projectId !== input.projectId) throw notFound();
  if (attempt.flushedAt === null) throw new AppError("conflict", "models.register.notStored", { job: job.name });
  return { attempt, job };
}

async function outputsOf(attemptId: string): Promise<readonly OutputEntry[]> {
  return db
    .select({ path: manifestEntries.path, size: manifestEntries.size, sha256: manifestEntries.sha256 })
    .from(manifestEntries)
    .where(and(eq(manifestEntries.ownerType, "attempt"), eq(manifestEntries.ownerId, attemptId)))
    .orderBy(manifestEntries.path);
}

async function readSignature({ signatureFile }: ChosenFiles): Promise<ModelSignature | null> {
  if (!signatureFile) return null;
  if (signatureFile.size > largestSignatureBytes) throw invalidField("path", "models.register.badSignature", { problem: "> 256 KiB" });
  const chunks: Buffer[] = [];
  for await (const chunk of await openBlob(signatureFile.sha256)) chunks.push(chunk as Buffer);
  const parsed = parseSignature(Buffer.concat(chunks).toString("utf8"));
  if ("problem" in parsed) throw invalidField("path", "models.register.badSignature", { problem: parsed.problem.slice(0, 200) });
  return parsed.signature;
}

async function lastMetrics(runId: string): Promise<Record<string, number>> {
  const rows = await db
    .select({ name: metricSeries.name, value: metricSeries.lastValue })
    .from(metricSeries)
    .where(eq(metricSeries.runId, runId));
  return Object.fromEntries(rows.flatMap(({ name, value }) => (value !== null && Number.isFinite(value) ? [[name, value] as const] : [])));
}

/** The model's row with its number raised; made when nobody in the project has that name. The row stays locked until the commit. */
async function nextVersionOf(tx: Tx, actor: UserActor, input: RegisterModelInput): Promise<typeof models.$inferSelect> {
  const living = await tx
    .select({ id: models.id, slug: models.slug, name: models.name })
    .from(models)
    .where(and(eq(models.projectId, input.projectId), isNull(models.deletedAt)));
  const known = living.find(({ slug }) => slug === input.model) ?? living.find(({ name }) => name === input.model);
  if (known) {
    const [row] = await tx
      .update(models)
      .set({ latestVersion: sql`${models.latestVersion} + 1`, updatedAt: sql`now()`, version: sql`${models.version} + 1` })
      .where(and(eq(models.id, known.id), isNull(models.deletedAt)))
      .returning();
    if (!row) throw notFound();
    return row;
  }
  const taken = new Set(living.map(({ slug }) => slug));
  const slug = freeSlug(toSlug(input.model, "model"), (candidate) => taken.has(candidate) || candidate === "new");
  try {
    const [row] = await tx
      .insert(models)
      .values({ id: newId(), projectId: input.projectId, slug, name: input.model, latestVersion: 1, createdBy: actor.userId })
      .returning();
    if (!row) throw new Error("insert returned no row");
    await recordChange(tx, actor, {
      type: "model.created",
      subject: { type: "model", id: row.id, name: row.name },
      projectId: input.projectId,
    });
    return row;
  } catch (error) {
    // Someone made a model of that name in the same moment.
    if (sqlState(error) === "23505") throw invalidField("model", "errors.slug.taken", { slug });
    throw error;
  }
}

async function shareFiles(tx: Tx, versionId: string, files: readonly OutputEntry[]): Promise<void> {
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))];
  // Touching locks the blobs: what is being registered is not purged.
  const touched = await tx
    .update(blobs)
    .set({ touchedAt: sql`now()` })
    .where(inArray(blobs.sha256, hashes))
    .returning({ sha256: blobs.sha256 });
  if (touched.length !== hashes.length) throw new AppError("conflict", "models.register.purged");
  for (let from = 0; from < files.length; from += 1_000) {
    await tx
      .insert(manifestEntries)
      .values(files.slice(from, from + 1_000).map((file) => ({ ownerType: "model_version" as const, ownerId: versionId, ...file })));
  }
}
