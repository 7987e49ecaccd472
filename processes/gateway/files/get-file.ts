import { notingDenial } from "@/lib/audit/note-denial";
import { getVersionFile } from "@/lib/datasets/get-version-file";
import { parseEncodedPath } from "@/lib/storage/parse-path";
import type { FilesCall } from "../files-face";
import { personOf } from "./person-of";
import { sendBytes } from "./send-bytes";

/** One file of a dataset version, with an access key: `curl -H "Authorization: Bearer …" …/files/versions/<id>/files/<path>`. */
export async function getFile(call: FilesCall): Promise<void> {
  const actor = await personOf(call);
  const [versionId = "", path = ""] = call.params;
  const file = await notingDenial(actor, "dataset_version.download", () =>
    getVersionFile(actor, { versionId, path: parseEncodedPath(path) }),
  );
  await sendBytes(call, { ...file, name: file.path.split("/").at(-1) ?? "file" });
}
