import { AppError, type Message } from "@/lib/errors";

const maxPathBytes = 1024;
const maxSegmentBytes = 255;
const maxDepth = 64;

/**
 * The one form of a file's path: segments joined by "/", in Unicode's composed form (NFC). The text is taken as it is,
 * nothing is decoded: `%2e%2e` is a name. Throws `invalid`, naming the path, for anything that could leave its folder or
 * cannot stand on a disk.
 */
export function parsePath(text: string, field = "path"): string {
  const path = text.isWellFormed() ? text.normalize("NFC") : "";
  const refusal = refusalOf(path);
  if (refusal === null) return path;
  const message: Message = { key: refusal, params: { path: shownPath(text) } };
  throw new AppError("invalid", message.key, message.params, { fields: [{ ...message, path: field }] });
}

/** The path behind a prefix of an address: percent signs are decoded exactly once. */
export function parseEncodedPath(encoded: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(encoded);
  } catch (error) {
    throw new AppError("invalid", "uploads.path.encoding", { path: shownPath(encoded) }, { cause: error });
  }
  return parsePath(decoded);
}

/** A path as it stands in an address. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

type Refusal = Extract<Message["key"], `uploads.path.${string}`>;

function refusalOf(path: string): Refusal | null {
  if (path === "") return "uploads.path.empty";
  if (/^[A-Za-z]:/.test(path) || path.startsWith("/")) return "uploads.path.absolute";
  if (/[\p{Cc}\u2028\u2029\\]/u.test(path)) return "uploads.path.characters";
  const segments = path.split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) return "uploads.path.segments";
  if (byteLength(path) > maxPathBytes || segments.length > maxDepth || segments.some((segment) => byteLength(segment) > maxSegmentBytes)) {
    return "uploads.path.tooLong";
  }
  return null;
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** A path in a sentence, one that cannot be too: cut, and without anything that would break the line. */
export function shownPath(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]/gu, "�");
  return plain.length > 120 ? `${plain.slice(0, 119)}…` : plain;
}
