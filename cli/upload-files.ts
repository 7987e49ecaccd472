import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { DetailedError, type Upload as TusUpload, Upload, type UrlStorage } from "tus-js-client";
import type { Api } from "@/cli/api";
import { exitCodeOf, exitCodes } from "@/cli/exit-codes";
import { atOnce, type LocalFile, sha256Of } from "@/cli/local-files";
import { Refusal } from "@/cli/refusal";

interface Grant {
  readonly url: string;
  readonly token: string;
  readonly datasetVersionId: string;
}

interface Uploading {
  /** How many bytes more arrived (fewer, when a piece is sent again). */
  onProgress(bytes: number): void;
  /** Where unfinished uploads are remembered between two runs. */
  readonly memory: UrlStorage;
}

const parallelFiles = 6;
/** Up to here a file goes in one request; larger ones in pieces that can be resumed. */
const wholeBytes = 8 * 1024 * 1024;
const pieceBytes = 32 * 1024 * 1024;

/** Uploads into a draft over the files host, several files at once. Each file's hash is claimed, and checked there. */
export async function uploadFiles(api: Api, grant: Grant, files: readonly LocalFile[], uploading: Uploading): Promise<void> {
  await atOnce(parallelFiles, files, async (file) => {
    const sha256 = await sha256Of(file.file);
    if (file.size <= wholeBytes) {
      await putWhole(api, grant, file, sha256);
      uploading.onProgress(file.size);
    } else await sendPieces(grant, file, sha256, uploading);
  });
}

async function putWhole(api: Api, grant: Grant, { file, path }: LocalFile, sha256: string): Promise<void> {
  const address = `${grant.url}/${path.split("/").map(encodeURIComponent).join("/")}`;
  await api.send(address, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${grant.token}`,
      "content-digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
    },
    body: await readFile(file),
  });
}

async function sendPieces(grant: Grant, { file, path, size }: LocalFile, sha256: string, { onProgress, memory }: Uploading): Promise<void> {
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    const upload: TusUpload = new Upload(createReadStream(file), {
      endpoint: grant.url,
      headers: { authorization: `Bearer ${grant.token}` },
      metadata: { path, sha256 },
      uploadSize: size,
      chunkSize: pieceBytes,
      retryDelays: [500, 1000, 2000, 4000, 8000, 16_000],
      urlStorage: memory,
      fingerprint: async () => `${grant.url} ${grant.datasetVersionId} ${path} ${sha256}`,
      removeFingerprintOnSuccess: true,
      onProgress(bytes) {
        onProgress(bytes - sent);
        sent = bytes;
      },
      onSuccess: () => resolve(),
      onError: (error) => reject(refusalOf(error, path)),
    });
    upload.findPreviousUploads().then((earlier) => {
      const last = earlier.at(-1);
      if (last) upload.resumeFromPreviousUpload(last);
      upload.start();
    }, reject);
  });
}

function refusalOf(error: Error, path: string): Refusal {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  const exitCode = response ? exitCodeOf(response.getStatus()) : exitCodes.unavailable;
  return new Refusal(exitCode, `${path}: ${detailOf(response?.getBody()) ?? error.message}`, { cause: error });
}

function detailOf(body: string | undefined): string | undefined {
  try {
    const { detail } = JSON.parse(body ?? "") as { detail?: string };
    return detail;
  } catch {
    return undefined;
  }
}
