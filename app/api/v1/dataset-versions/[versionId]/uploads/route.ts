import { z } from "zod";
import { route } from "@/lib/http/route";
import { createUploadGrant } from "@/lib/uploads/create-upload-grant";
import { createUploadGrantInput, uploadGrantView } from "@/lib/uploads/grant";

export const POST = route(
  {
    verb: "upload.grant",
    summary: "Permit uploads into a draft: a token, good for a day.",
    params: z.object({ versionId: z.string() }),
    body: createUploadGrantInput,
    status: 201,
    response: uploadGrantView,
  },
  ({ actor, params, body }) => createUploadGrant(actor, { ...body, datasetVersionId: params.versionId }),
);
