"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { commitVersion } from "@/lib/datasets/commit-version";
import { createDataset } from "@/lib/datasets/create-dataset";
import { createDatasetInput, updateDatasetInput } from "@/lib/datasets/dataset";
import { deleteDataset, restoreDataset } from "@/lib/datasets/delete-dataset";
import { discardDraft } from "@/lib/datasets/discard-draft";
import { downloadVersion } from "@/lib/datasets/download-version";
import { loadSample } from "@/lib/datasets/load-sample";
import { getOrOpenDraft, openDraft } from "@/lib/datasets/open-draft";
import { plainText } from "@/lib/datasets/plain-text";
import { removeFiles } from "@/lib/datasets/remove-files";
import { loadSampleInput } from "@/lib/datasets/sample";
import { updateDataset } from "@/lib/datasets/update-dataset";
import { commitVersionInput, openDraftInput, removeFilesInput } from "@/lib/datasets/version";
import { action } from "@/lib/http/action";
import { createUploadGrant } from "@/lib/uploads/create-upload-grant";
import { forgetUnfinished } from "@/lib/uploads/forget-unfinished";
import { createUploadGrantInput } from "@/lib/uploads/grant";

const byId = z.object({ id: z.uuid() });
const ofVersion = z.object({ versionId: z.uuid() });

export const createDatasetAction = action("dataset.create", createDatasetInput, createDataset);

export const updateDatasetAction = action(
  "dataset.update",
  updateDatasetInput.extend({ id: z.uuid(), expectedVersion: z.number().int() }),
  async (actor, input) => {
    const dataset = await updateDataset(actor, input);
    refresh();
    return dataset;
  },
);

export const deleteDatasetAction = action("dataset.delete", byId, async (actor, { id }) => {
  await deleteDataset(actor, id);
  refresh();
});

export const restoreDatasetAction = action("dataset.restore", byId, async (actor, { id }) => {
  const dataset = await restoreDataset(actor, id);
  refresh();
  return dataset;
});

export const loadSampleAction = action("dataset.load_sample", loadSampleInput, loadSample);

export const openDraftAction = action("dataset_version.open", openDraftInput.extend({ datasetId: z.uuid() }), async (actor, input) => {
  const draft = await openDraft(actor, input);
  refresh();
  return draft;
});

/** The draft is opened with the first file that is added to it. */
export const grantUploadAction = action("upload.grant", createUploadGrantInput.extend({ datasetId: z.uuid() }), async (actor, input) => {
  const draft = await getOrOpenDraft(actor, input);
  return createUploadGrant(actor, { ...input, datasetVersionId: draft.id, reader: "browser" });
});

export const commitVersionAction = action("dataset_version.commit", commitVersionInput.extend(ofVersion.shape), async (actor, input) => {
  const committed = await commitVersion(actor, input);
  refresh();
  return committed;
});

export const discardDraftAction = action("dataset_version.discard", ofVersion, async (actor, { versionId }) => {
  await discardDraft(actor, versionId);
  refresh();
});

export const removeFilesAction = action("dataset_version.remove_files", removeFilesInput.extend(ofVersion.shape), async (actor, input) => {
  const result = await removeFiles(actor, input);
  refresh();
  return result;
});

export const forgetUnfinishedAction = action("upload.forget", ofVersion, async (actor, { versionId }) => {
  const result = await forgetUnfinished(actor, versionId);
  refresh();
  return result;
});

export const downloadAction = action("dataset_version.download", ofVersion.extend({ path: plainText(2_000).optional() }), (actor, input) =>
  downloadVersion(actor, { ...input, reader: "browser" }),
);
