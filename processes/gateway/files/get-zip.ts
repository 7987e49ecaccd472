import { notingDenial } from "@/lib/audit/note-denial";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { datasetManifest } from "@/lib/datasets/dataset-manifest";
import { zipName } from "@/lib/datasets/zip-name";
import type { FilesCall } from "../files-face";
import { personOf } from "./person-of";
import { sendZip } from "./send-zip";

/** A whole dataset version as a zip, with an access key. */
export async function getZip(call: FilesCall): Promise<void> {
  const actor = await personOf(call);
  const { dataset, version } = await notingDenial(actor, "dataset_version.download", () =>
    authorizeVersion(actor, "dataset:read", call.params[0] ?? ""),
  );
  await sendZip(call, zipName(dataset, version), await datasetManifest(version.id));
}
