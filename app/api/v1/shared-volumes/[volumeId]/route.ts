import { z } from "zod";
import { route } from "@/lib/http/route";
import { deleteSharedVolume } from "@/lib/volumes/delete-shared-volume";
import { getSharedVolume } from "@/lib/volumes/list-shared-volumes";
import { sharedVolumeView, updateSharedVolumeInput } from "@/lib/volumes/shared-volume";
import { updateSharedVolume } from "@/lib/volumes/update-shared-volume";

const params = z.object({ volumeId: z.string() });

export const GET = route(
  { verb: "shared_volume.get", params, summary: "One shared volume, by its name or id", response: sharedVolumeView },
  ({ actor, params }) => getSharedVolume(actor, params.volumeId),
);

export const PATCH = route(
  {
    verb: "shared_volume.update",
    params,
    body: updateSharedVolumeInput,
    summary: "Change what a shared volume is for, and who may mount it how",
    response: sharedVolumeView,
  },
  ({ actor, params, body, ifMatch }) => updateSharedVolume(actor, { ...body, id: params.volumeId, ifMatch }),
);

export const DELETE = route(
  { verb: "shared_volume.delete", params, status: 204, summary: "Let nobody mount a shared volume any more; its files stay" },
  ({ actor, params }) => deleteSharedVolume(actor, params.volumeId),
);
