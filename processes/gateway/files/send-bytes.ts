import { pipeline } from "node:stream/promises";
import { openBlob } from "@/lib/blobs/open-blob";
import { AppError } from "@/lib/errors";
import type { FilesCall } from "../files-face";

interface File {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** Sends a file, or the range that was asked for, to be saved and never shown. */
export async function sendBytes({ request, response }: FilesCall, file: File): Promise<void> {
  const etag = `"${file.sha256}"`;
  response.setHeader("etag", etag);
  response.setHeader("accept-ranges", "bytes");
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304).end();
    return;
  }
  const ifRange = request.headers["if-range"];
  const range = ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, file.size) : null;
  const { start, end } = range ?? { start: 0, end: file.size };
  response.statusCode = range ? 206 : 200;
  if (range) response.setHeader("content-range", `bytes ${start}-${end - 1}/${file.size}`);
  response.setHeader("content-length", String(end - start));
  setAttachment(response, file.name);
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  await pipeline(await openBlob(file.sha256, { start, end }), response);
}

/** The headers of everything that is given out: a file to save, of no type that a browser would act upon. */
export function setAttachment(response: FilesCall["response"], name: string): void {
  const ascii = name.normalize("NFKD").replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader("content-disposition", `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`);
}

/** One range as `bytes=a-b`, `a-` or `-n`; null for none or several, which get the whole file. Throws when it lies behind the end. */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | null {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (start < end) return { start, end };
  throw new AppError("invalid", "uploads.range", { size });
}
