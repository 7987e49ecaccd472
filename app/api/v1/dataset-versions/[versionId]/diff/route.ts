import { z } from "zod";
import { diffVersions } from "@/lib/datasets/diff-versions";
import { diffQuery, diffView } from "@/lib/datasets/version";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "dataset_version.diff",
    summary: "What is different against another version.",
    params: z.object({ versionId: z.string() }),
    query: diffQuery,
    response: diffView,
  },
  ({ actor, params, query }) => diffVersions(actor, { ...params, ...query }),
);
