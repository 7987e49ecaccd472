import { z } from "zod";
import type { datasetVersions } from "@/db/schema";
import { datasetVersionStatuses } from "@/db/values";
import { plainText } from "@/lib/datasets/plain-text";
import { pageQuery } from "@/lib/http/page";

export const openDraftInput = z
  .object({
    baseNumber: z
      .number()
      .int()
      .min(1)
      .nullable()
      .optional()
      .meta({ description: "The version whose files it starts from: the newest when left out, null for none." }),
  })
  .meta({ id: "OpenDraft" });
export type OpenDraftInput = z.output<typeof openDraftInput>;

export const commitVersionInput = z
  .object({ note: plainText(500).trim().default("").meta({ description: "What is different, for those who come after." }) })
  .meta({ id: "CommitVersion" });

export const removeFilesInput = z
  .object({
    paths: z.array(plainText(2_000)).min(1).max(10_000).meta({ description: "Files, or folders with a “/” at the end." }),
  })
  .meta({ id: "RemoveFiles" });

export const listFilesQuery = pageQuery
  .extend({
    folder: plainText(2_000).default("").meta({ description: "A folder without “/” at the end; the top when left out." }),
    flat: z.stringbool().default(false).meta({ description: "All files below the folder by path, instead of its own files and folders." }),
    q: plainText(200).optional().meta({ description: "Only files with this in their path; implies flat." }),
  })
  .meta({ id: "ListFiles" });
export type ListFilesQuery = z.output<typeof listFilesQuery>;

export const diffQuery = pageQuery
  .extend({ against: z.uuid().meta({ description: "The version before; what is added is in this one and not in that." }) })
  .meta({ id: "DiffVersions" });
export type DiffQuery = z.output<typeof diffQuery>;

export const versionView = z
  .object({
    id: z.uuid(),
    datasetId: z.uuid(),
    number: z.number().int().nullable().meta({ description: "Null while it is a draft." }),
    baseNumber: z.number().int().nullable(),
    status: z.enum(datasetVersionStatuses),
    note: z.string(),
    fileCount: z.number().int(),
    totalBytes: z.number().int(),
    contentHash: z
      .string()
      .nullable()
      .meta({ description: "SHA-256 over the manifest, lines of `<sha256> <size> <path>` sorted by path." }),
    addedFiles: z.number().int(),
    changedFiles: z.number().int(),
    removedFiles: z.number().int(),
    createdBy: z.object({ id: z.uuid(), name: z.string() }),
    createdAt: z.iso.datetime(),
    committedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "DatasetVersion", description: "The files of a dataset at one point; never changes once it is committed." });
export type VersionView = z.output<typeof versionView>;

export const committedView = z
  .object({
    isUnchanged: z.boolean().meta({ description: "The draft held the same files as the version before: no new one was made." }),
    version: versionView,
  })
  .meta({ id: "CommittedVersion" });
export type CommittedView = z.output<typeof committedView>;

export const fileView = z
  .object({
    kind: z.enum(["file", "folder"]),
    path: z.string(),
    name: z.string(),
    size: z.number().int().meta({ description: "Bytes; of a folder those of all files in it." }),
    fileCount: z.number().int(),
    sha256: z.string().nullable(),
  })
  .meta({ id: "DatasetFile" });
export type FileView = z.output<typeof fileView>;

export const fileChangeView = z
  .object({
    path: z.string(),
    change: z.enum(["added", "changed", "removed"]),
    sizeBefore: z.number().int().nullable(),
    sizeAfter: z.number().int().nullable(),
  })
  .meta({ id: "DatasetFileChange" });
export type FileChangeView = z.output<typeof fileChangeView>;

export const diffView = z
  .object({
    items: z.array(fileChangeView),
    nextCursor: z.string().nullable(),
    counts: z.object({ added: z.number().int(), changed: z.number().int(), removed: z.number().int() }),
  })
  .meta({ id: "DatasetDiff" });
export type DiffView = z.output<typeof diffView>;

export const removedFilesView = z.object({ removed: z.number().int() }).meta({ id: "RemovedFiles" });

export const downloadView = z
  .object({
    url: z.url().meta({ description: "Good for ten minutes, for whoever has it." }),
    filesUrl: z.url().meta({ description: "Each file is at <filesUrl>/<path>, with an access key." }),
  })
  .meta({ id: "DatasetDownload" });
export type DownloadView = z.output<typeof downloadView>;

export function toVersionView(version: typeof datasetVersions.$inferSelect, creator: string): VersionView {
  return {
    id: version.id,
    datasetId: version.datasetId,
    number: version.number,
    baseNumber: version.baseNumber,
    status: version.status,
    note: version.note,
    fileCount: version.fileCount,
    totalBytes: version.totalBytes,
    contentHash: version.contentHash,
    addedFiles: version.addedFiles,
    changedFiles: version.changedFiles,
    removedFiles: version.removedFiles,
    createdBy: { id: version.createdBy, name: creator },
    createdAt: version.createdAt.toISOString(),
    committedAt: version.committedAt?.toISOString() ?? null,
  };
}
