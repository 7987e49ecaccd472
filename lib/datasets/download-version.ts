import type { Actor } from "@/lib/auth/actor";
import { downloadUrl } from "@/lib/blobs/download-link";
import type { Reader } from "@/lib/blobs/files-url";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { getVersionFile } from "@/lib/datasets/get-version-file";
import { zipName } from "@/lib/datasets/zip-name";

/** A link to all files of a version as one zip, good for ten minutes. */
export async function downloadVersion(
  actor: Actor,
  input: { readonly versionId: string; readonly reader?: Reader },
): Promise<{ readonly url: string }> {
  const { dataset, version } = await authorizeVersion(actor, "dataset:read", input.versionId);
  return { url: downloadUrl({ kind: "zip", of: "dataset_version", id: version.id, name: zipName(dataset, version) }, input.reader) };
}

/** A link to one file, good for ten minutes. */
export async function downloadFile(
  actor: Actor,
  input: { readonly versionId: string; readonly path: string; readonly reader?: Reader },
): Promise<{ readonly url: string }> {
  await authorizeVersion(actor, "dataset:read", input.versionId);
  const { path, sha256 } = await getVersionFile(actor, input);
  return { url: downloadUrl({ kind: "blob", sha256, name: path.slice(path.lastIndexOf("/") + 1) }, input.reader) };
}
