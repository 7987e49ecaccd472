import { z } from "zod";
import { downloadVersion } from "@/lib/datasets/download-version";
import { plainText } from "@/lib/datasets/plain-text";
import { downloadView } from "@/lib/datasets/version";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "dataset_version.download",
    summary: "A link to the version as a zip, or to one of its files.",
    params: z.object({ versionId: z.string() }),
    query: z.object({ path: plainText(2_000).optional() }),
    response: downloadView,
  },
  ({ actor, params, query }) => downloadVersion(actor, { ...params, ...query, reader: "program" }),
);
