import { z } from "zod";
import { commitVersion } from "@/lib/datasets/commit-version";
import { committedView, commitVersionInput } from "@/lib/datasets/version";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "dataset_version.commit",
    summary: "Make a draft the next version; from then on it never changes.",
    params: z.object({ versionId: z.string() }),
    body: commitVersionInput,
    response: committedView,
  },
  ({ actor, params, body }) => commitVersion(actor, { ...params, ...body }),
);
