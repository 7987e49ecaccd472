import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { filesUrl, type Reader } from "@/lib/blobs/files-url";
import { AppError } from "@/lib/errors";
import { filesKey } from "@/lib/gateway/upstream-token";

const target = z.discriminatedUnion("kind", [
  /** The bytes of one file. */
  z.object({ kind: z.literal("blob"), sha256: z.string(), name: z.string() }),
  /** All files of a manifest as one zip. */
  z.object({ kind: z.literal("zip"), of: z.enum(["dataset_version", "attempt", "model_version", "code"]), id: z.uuid(), name: z.string() }),
]);

/** What a download link gives, and the file name it is saved under. */
export type DownloadTarget = z.output<typeof target>;

const signed = z.object({ target, expires: z.number() });

const lifeSeconds = 600;

/**
 * A link to exactly this, good for ten minutes and for whoever has it: the verb that makes it has authorized the reader.
 * It is served from the files host as an attachment, never as a page.
 */
export function downloadUrl(given: DownloadTarget, reader: Reader = "browser", now = Date.now()): string {
  const payload = Buffer.from(JSON.stringify({ target: given, expires: Math.floor(now / 1000) + lifeSeconds })).toString("base64url");
  return `${filesUrl(reader)}/signed/${payload}.${sign(payload).toString("base64url")}/${encodeURIComponent(given.name)}`;
}

/** What a link was made for; throws `not_found` when it was not made here, was changed or has expired. */
export function readDownloadToken(token: string, now = Date.now()): DownloadTarget {
  const [payload = "", signature = ""] = token.split(".");
  const wanted = sign(payload);
  const given = Buffer.from(signature, "base64url");
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) {
    const parsed = signed.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    if (parsed.expires * 1000 > now) return parsed.target;
  }
  throw new AppError("not_found", "uploads.link");
}

function sign(payload: string): Buffer {
  return createHmac("sha256", filesKey()).update(`download ${payload}`).digest();
}
