import { z } from "zod";
import { route } from "@/lib/http/route";
import { createSharedVolume } from "@/lib/volumes/create-shared-volume";
import { listSharedVolumes } from "@/lib/volumes/list-shared-volumes";
import { createSharedVolumeInput, sharedVolumeView } from "@/lib/volumes/shared-volume";

export const GET = route(
  {
    verb: "shared_volume.list",
    summary: "All shared volumes, who may mount them and who does",
    response: z.object({ items: z.array(sharedVolumeView), nextCursor: z.null() }),
  },
  async ({ actor }) => ({ items: await listSharedVolumes(actor), nextCursor: null }),
);

export const POST = route(
  {
    verb: "shared_volume.create",
    body: createSharedVolumeInput,
    status: 201,
    summary: "Let jobs mount a volume claim or a folder of a file server",
    response: sharedVolumeView,
  },
  ({ actor, body }) => createSharedVolume(actor, body),
);
