"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/http/action";
import { deleteModel, deleteModelVersion, restoreModel, restoreModelVersion } from "@/lib/models/delete-model";
import { getModelDownload } from "@/lib/models/get-model";
import { registerModelInput, updateModelInput } from "@/lib/models/model";
import { registerModel } from "@/lib/models/register-model";
import { updateModel } from "@/lib/models/update-model";

const one = z.object({ id: z.uuid() });

export const registerModelAction = action("model.register", registerModelInput, async (actor, input) => {
  const { model, version } = await registerModel(actor, input);
  return { slug: model.slug, number: version.number };
});

const change = updateModelInput.extend({ id: z.uuid(), version: z.number().int() });

export const updateModelAction = action("model.update", change, async (actor, { id, version, ...input }) => {
  const { slug } = await updateModel(actor, id, input, version);
  refresh();
  return { slug };
});

export const deleteModelAction = action("model.delete", one, async (actor, { id }) => {
  await deleteModel(actor, id);
});

export const restoreModelAction = action("model.restore", one, async (actor, { id }) => {
  await restoreModel(actor, id);
  refresh();
});

export const deleteModelVersionAction = action("model_version.delete", one, async (actor, { id }) => {
  await deleteModelVersion(actor, id);
});

export const restoreModelVersionAction = action("model_version.restore", one, async (actor, { id }) => {
  await restoreModelVersion(actor, id);
  refresh();
});

export const modelLinkAction = action(
  "model_version.download",
  z.object({ versionId: z.uuid(), path: z.string().optional() }),
  async (actor, input) => ({ url: await getModelDownload(actor, input, "browser") }),
);
