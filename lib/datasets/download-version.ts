import type { Actor } from "@/lib/auth/actor";
import { type DownloadTarget, downloadUrl } from "@/lib/blobs/download-link";
import { filesUrl, type Reader } from "@/lib/blobs/files-url";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { getVersionFile } from "@/lib/datasets/get-version-file";
import type { DownloadView } from "@/lib/datasets/version";
import { zipName } from "@/lib/datasets/zip-name";

interface Download {
  readonly versionId: string;
  /** One file; the whole version as a zip when left out. */
  readonly path?: string | undefined;
  readonly reader: Reader;
}

/** A link to a version's files as one zip, or to one of them, good for ten minutes. */
export async function downloadVersion(actor: Actor, { versionId, path, reader }: Download): Promise<DownloadView> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:read", versionId);
  const target: DownloadTarget =
    path === undefined
      ? { kind: "zip", of: "dataset_version", id: version.id, name: zipName(dataset, version) }
      : { kind: "blob", sha256: (await getVersionFile(actor, { versionId, path })).sha256, name: path.slice(path.lastIndexOf("/") + 1) };
  return { url: downloadUrl(target, reader), filesUrl: `${filesUrl(reader)}/versions/${version.id}/files` };
}
