import { z } from "zod";
import { listVersions } from "@/lib/datasets/list-versions";
import { openDraft } from "@/lib/datasets/open-draft";
import { openDraftInput, versionView } from "@/lib/datasets/version";
import { pageQuery } from "@/lib/http/page";
import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";

const params = z.object({ datasetId: z.string() });

export const GET = route(
  {
    verb: "dataset_version.list",
    summary: "The committed versions, the newest first.",
    params,
    query: pageQuery,
    response: pageOf(versionView),
  },
  ({ actor, params, query }) => listVersions(actor, { ...params, ...query }),
);

export const POST = route(
  {
    verb: "dataset_version.open",
    summary: "Open a draft of the next version.",
    params,
    body: openDraftInput,
    status: 201,
    response: versionView,
  },
  ({ actor, params, body }) => openDraft(actor, { ...params, ...body }),
);
