import { z } from "zod";

/** Bytes of one file and of one grant at most: 5 TB, as in object stores. */
export const maxGrantBytes = 5_000_000_000_000;

export const createUploadGrantInput = z
  .object({
    bytes: z.number().int().min(0).max(maxGrantBytes).meta({ description: "Bytes of all files together, at most." }),
    files: z.number().int().min(1).max(1_000_000).meta({ description: "How many files, at most." }),
  })
  .meta({ id: "CreateUploadGrant" });
export type CreateUploadGrantInput = z.output<typeof createUploadGrantInput>;

export const uploadGrantView = z
  .object({
    id: z.uuid(),
    token: z
      .string()
      .meta({ description: "Send it as a bearer token with every upload. Shown this once; good for a day, for this draft only." }),
    url: z.url().meta({ description: "Where to upload: PUT <url>/<path> for a whole file, or a tus 1.0 client." }),
    datasetVersionId: z.uuid(),
    maxBytes: z.number().int(),
    maxFiles: z.number().int(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "UploadGrant", description: "A permission to upload into one draft." });
export type UploadGrantView = z.output<typeof uploadGrantView>;
