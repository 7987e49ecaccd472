import { z } from "zod";
import { discardDraft } from "@/lib/datasets/discard-draft";
import { getVersion } from "@/lib/datasets/list-versions";
import { versionView } from "@/lib/datasets/version";
import { route } from "@/lib/http/route";

const params = z.object({ versionId: z.string() });

export const GET = route(
  { verb: "dataset_version.get", summary: "One version or draft.", params, response: versionView },
  ({ actor, params }) => getVersion(actor, params.versionId),
);

export const DELETE = route(
  { verb: "dataset_version.discard", summary: "Forget a draft. Committed versions cannot be deleted.", params, status: 204 },
  ({ actor, params }) => discardDraft(actor, params.versionId),
);
