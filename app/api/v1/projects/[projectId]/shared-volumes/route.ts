import { z } from "zod";
import { route } from "@/lib/http/route";
import { getProjectByRef, projectParams } from "@/lib/projects/get-project-by-ref";
import { listMountableVolumes } from "@/lib/volumes/list-mountable-volumes";
import { mountableVolumeView } from "@/lib/volumes/shared-volume";

export const GET = route(
  {
    verb: "shared_volume.list_mountable",
    params: projectParams,
    summary: "The shared volumes that jobs of a project may mount",
    response: z.object({ items: z.array(mountableVolumeView), nextCursor: z.null() }),
  },
  async ({ actor, params }) => {
    const { id } = await getProjectByRef(actor, params.projectId);
    return { items: await listMountableVolumes(actor, id), nextCursor: null };
  },
);
