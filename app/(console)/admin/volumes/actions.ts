"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/http/action";
import { createSharedVolume } from "@/lib/volumes/create-shared-volume";
import { deleteSharedVolume } from "@/lib/volumes/delete-shared-volume";
import { createSharedVolumeInput, updateSharedVolumeInput } from "@/lib/volumes/shared-volume";
import { updateSharedVolume } from "@/lib/volumes/update-shared-volume";

export const createSharedVolumeAction = action("shared_volume.create", createSharedVolumeInput, async (actor, input) => {
  await createSharedVolume(actor, input);
  refresh();
});

export const updateSharedVolumeAction = action(
  "shared_volume.update",
  updateSharedVolumeInput.extend({ id: z.uuid(), ifMatch: z.number().int() }),
  async (actor, input) => {
    await updateSharedVolume(actor, input);
    refresh();
  },
);

export const deleteSharedVolumeAction = action("shared_volume.delete", z.strictObject({ id: z.uuid() }), async (actor, { id }) => {
  await deleteSharedVolume(actor, id);
  refresh();
});
