import { z } from "zod";

const path = z.string().min(1).max(4_096);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Outputs of an attempt at most. */
const mostFiles = 100_000;
const bytes = z.int().min(0).max(5_000_000_000_000);

export const workloadView = z
  .object({
    id: z.uuid(),
    kind: z.enum(["attempt", "revision"]),
    mounts: z.array(
      z.object({
        index: z.int(),
        target: z.string().meta({ description: "The folder in which the program finds the files." }),
        fileCount: z.int(),
        totalBytes: z.int(),
      }),
    ),
    takesOutputs: z.boolean(),
    takesMetrics: z.boolean(),
  })
  .meta({ id: "Workload", description: "What a workload's own token is good for." });
export type WorkloadView = z.output<typeof workloadView>;

export const mountFilesQuery = z.object({
  cursor: z.string().max(5_000).optional().meta({ description: "Opaque marker from nextCursor of the page before." }),
});

export const mountFileView = z
  .object({
    path: z.string(),
    size: z.int(),
    sha256: z.string(),
    url: z.url().meta({ description: "Where to read it for an hour, straight from the object store." }),
    start: z.int().meta({ description: "Its first byte in that object: send a Range." }),
    end: z.int().meta({ description: "The byte behind its last one." }),
  })
  .meta({ id: "MountFile" });
export type MountFileView = z.output<typeof mountFileView>;

/** Small files go together: so many bytes, and so many of them. */
const mostPackedBytes = 16 * 1024 * 1024;
const mostPackedFiles = 1_000;

const outputFile = z.strictObject({ path, size: bytes, sha256, modifiedAt: z.iso.datetime({ offset: true }) });

export const beginUploadInput = z
  .strictObject({
    files: z
      .array(outputFile)
      .min(1)
      .max(mostPackedFiles)
      .refine((files) => files.length === 1 || files.reduce((sum, { size }) => sum + size, 0) <= mostPackedBytes, {
        params: { key: "uploads.packTooLarge", limitMib: mostPackedBytes / 2 ** 20 },
      })
      .meta({ description: "One file of any size, or several small ones: their bytes are sent one behind the other." }),
  })
  .meta({ id: "BeginOutputUpload" });
export type BeginUploadInput = z.output<typeof beginUploadInput>;

export const outputUploadView = z
  .discriminatedUnion("state", [
    z.object({ state: z.literal("stored") }),
    z.object({
      state: z.literal("wanted"),
      uploadId: z.uuid(),
      wanted: z.array(z.string()).meta({ description: "The files whose bytes to send, in this order; the others are stored." }),
      partBytes: z.int().meta({ description: "What every part but the last one has." }),
      parts: z.array(z.object({ number: z.int(), url: z.url() })).meta({ description: "Where to PUT each part within an hour." }),
    }),
  ])
  .meta({ id: "OutputUpload" });
export type OutputUploadView = z.output<typeof outputUploadView>;

export const completedUploadView = z
  .object({
    refused: z.array(z.string()).readonly().meta({ description: "Files whose bytes were not what was announced; the others are outputs." }),
  })
  .meta({ id: "CompletedOutputUpload" });
export type CompletedUploadView = z.output<typeof completedUploadView>;

/** So many parts has a file at most. */
export const mostParts = 1_000;

export const completeUploadInput = z
  .strictObject({
    parts: z
      .array(z.strictObject({ number: z.int().min(1).max(mostParts), etag: z.string().min(1).max(200) }))
      .min(1)
      .max(mostParts),
  })
  .meta({ id: "CompleteOutputUpload" });
export type CompleteUploadInput = z.output<typeof completeUploadInput>;

export const tellMetricsInput = z
  .strictObject({
    offset: z.int().min(0).meta({ description: "Where in the metrics file the text begins, in bytes." }),
    text: z.string().max(1_000_000).meta({ description: "Whole lines; what stands behind the last line break is not taken." }),
  })
  .meta({ id: "TellMetrics" });
export type TellMetricsInput = z.output<typeof tellMetricsInput>;

export const metricsOffsetView = z.object({ offset: z.int().meta({ description: "So far the metrics file was taken, in bytes." }) });
export type MetricsOffsetView = z.output<typeof metricsOffsetView>;

export const tellProgressInput = z.strictObject({ doneBytes: bytes, totalBytes: bytes }).meta({ id: "TellProgress" });
export type TellProgressInput = z.output<typeof tellProgressInput>;

export const flushInput = z
  .strictObject({
    files: z.array(path).max(mostFiles).meta({ description: "Every output that there is; others are forgotten." }),
    lost: z
      .array(z.strictObject({ path, reason: z.string().max(5_000) }))
      .max(mostFiles)
      .default([])
      .meta({ description: "What could not be stored, and why." }),
  })
  .meta({ id: "FlushOutputs" });
export type FlushInput = z.output<typeof flushInput>;
