import { z } from "zod";
import { listVersionUsers } from "@/lib/datasets/dataset-users";
import { versionUsersView } from "@/lib/datasets/lineage";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "dataset_version.list_users",
    summary: "The jobs, models and endpoints that were made of a version.",
    params: z.object({ versionId: z.string() }),
    response: versionUsersView,
  },
  ({ actor, params }) => listVersionUsers(actor, params.versionId),
);
