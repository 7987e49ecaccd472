import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { zip, zipSize } from "@/lib/blobs/zip";
import type { MountedFile } from "@/lib/compute/workload";
import { objectStore } from "@/lib/storage/store";
import type { FilesCall } from "../files-face";
import { setAttachment } from "./send-bytes";

/** Sends all files as one zip, made while it is sent; its size is told beforehand, so that progress can be shown. */
export async function sendZip({ request, response }: FilesCall, name: string, files: readonly MountedFile[]): Promise<void> {
  setAttachment(response, name);
  response.setHeader("content-length", String(zipSize(files)));
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const open = ({ objectKey, objectOffset, size }: MountedFile) =>
    objectStore().get(objectKey, { start: objectOffset, end: objectOffset + size });
  await pipeline(Readable.from(zip(files, open, new Date()), { objectMode: false }), response);
}
