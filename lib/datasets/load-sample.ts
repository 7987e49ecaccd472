import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { datasets, datasetVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { putBlob } from "@/lib/blobs/put-blob";
import { addFiles } from "@/lib/datasets/add-files";
import { commitVersion } from "@/lib/datasets/commit-version";
import { createDataset } from "@/lib/datasets/create-dataset";
import { getDataset } from "@/lib/datasets/get-dataset";
import { getVersion } from "@/lib/datasets/list-versions";
import { manifestHash } from "@/lib/datasets/manifest-hash";
import { openDraft } from "@/lib/datasets/open-draft";
import type { LoadedSampleView, LoadSampleInput, SampleName } from "@/lib/datasets/sample";
import type { VersionFile } from "@/lib/datasets/version-files";
import type { Locale } from "@/lib/i18n/locales";

interface Sample {
  readonly name: string;
  readonly tags: readonly string[];
  readonly source: string;
  readonly licence: string;
  /** In the language of who loads it: from then on it is the project's own text. */
  readonly words: Record<Locale, { readonly description: string; readonly note: string }>;
}

/** What is known of each sample; its files lie in python/samples/<name>. */
const samples: Record<SampleName, Sample> = {
  digits: {
    name: "digits",
    tags: ["image", "classification"],
    source:
      "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI, 1998. https://doi.org/10.24432/C50P49 (as in scikit-learn)",
    licence: "CC BY 4.0",
    words: {
      en: { description: "1,797 images of handwritten digits, 8 × 8 pixels each, with the digit that was written.", note: "Sample data" },
      "zh-CN": { description: "1,797 张手写数字图像，每张 8 × 8 像素，附所写的数字。", note: "示例数据" },
    },
  },
};

/** Loads a sample dataset from the disk into a project. Where a version with the same files lives already, that is returned. */
export async function loadSample(actor: Actor, input: LoadSampleInput): Promise<LoadedSampleView> {
  await authorize(actor, "dataset:write", input.projectId);
  const files = await storeFiles(path.resolve("python/samples", input.sample));
  const known = await findByHash(input.projectId, manifestHash(files));
  if (known) return { dataset: await getDataset(actor, known.datasetId), version: await getVersion(actor, known.id) };
  const { words, tags, ...about } = samples[input.sample];
  const { description, note } = words[actor.kind === "user" ? actor.locale : "en"];
  const dataset = await createDataset(actor, { ...about, description, tags: [...tags], projectId: input.projectId });
  const draft = await openDraft(actor, { datasetId: dataset.id });
  await addFiles(actor, { versionId: draft.id, files });
  const { version } = await commitVersion(actor, { versionId: draft.id, note });
  return { dataset: await getDataset(actor, dataset.id), version };
}

async function storeFiles(folder: string): Promise<readonly VersionFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const byBytes = paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Promise.all(byBytes.map(async (file) => ({ path: file, ...(await putBlob(createReadStream(path.join(folder, file)))) })));
}

async function findByHash(
  projectId: string,
  contentHash: string,
): Promise<{ readonly id: string; readonly datasetId: string } | undefined> {
  const [found] = await db
    .select({ id: datasetVersions.id, datasetId: datasetVersions.datasetId })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(and(eq(datasets.projectId, projectId), isNull(datasets.deletedAt), eq(datasetVersions.contentHash, contentHash)))
    .orderBy(datasetVersions.createdAt)
    .limit(1);
  return found;
}
