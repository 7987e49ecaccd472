import { buffer } from "node:stream/consumers";
import type { Actor } from "@/lib/auth/actor";
import { downloadUrl } from "@/lib/blobs/download-link";
import { openBlob } from "@/lib/blobs/open-blob";
import { authorizeVersion } from "@/lib/datasets/authorize-version";
import { countRecords } from "@/lib/datasets/count-records";
import { getVersionFile } from "@/lib/datasets/get-version-file";
import { mediaKind } from "@/lib/datasets/media-kind";
import type { FilePreview, TextEncoding } from "@/lib/datasets/preview";
import { previewTable } from "@/lib/datasets/table-preview";

const headBytes = 256 * 1024;
const maxImageBytes = 20_000_000;
/** Up to here the rows of a table are counted by reading it through. */
const countedBytes = 64_000_000;

/** Shows the beginning of a file: a table, text, JSON or an image. HTML, SVG and notebooks come as text. */
export async function previewFile(actor: Actor, input: { readonly versionId: string; readonly path: string }): Promise<FilePreview> {
  await authorizeVersion(actor, "dataset:read", input.versionId);
  const { path, sha256, size } = await getVersionFile(actor, input);
  const file = { path, size };
  if (size === 0) return { ...file, kind: "empty" };
  const head = await buffer(await openBlob(sha256, { end: headBytes }));
  const media = mediaKind(path, head);
  if (media.kind === "image") {
    if (size > maxImageBytes) return { ...file, kind: "largeImage" };
    return { ...file, ...media, url: downloadUrl({ kind: "blob", sha256, name: path.slice(path.lastIndexOf("/") + 1) }) };
  }
  const decoded = decode(head, size > head.length);
  if (!decoded) return { ...file, kind: "binary" };
  const isWhole = size <= head.length;
  if (media.kind === "table") return { ...file, kind: "table", ...(await tableOf(sha256, size, decoded, isWhole)) };
  if (media.kind === "json")
    return { ...file, kind: "json", ...decoded, text: isWhole ? indented(decoded.text) : decoded.text, isCut: !isWhole };
  return { ...file, kind: "text", ...decoded, isCut: !isWhole };
}

async function tableOf(sha256: string, size: number, { text, encoding }: Decoded, isWhole: boolean) {
  const table = previewTable(text, isWhole);
  if (encoding === "UTF-16" || size > countedBytes) return { table, encoding, rowCount: null };
  return { table, encoding, rowCount: (await countRecords(await openBlob(sha256))) - (table.hasHeader ? 1 : 0) };
}

interface Decoded {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** Text in the first encoding that fits: by its mark, UTF-8, then the Chinese one. A cut end may break one letter. */
function decode(bytes: Buffer, isCut: boolean): Decoded | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { text: new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be").decode(bytes), encoding: "UTF-16" };
  }
  if (bytes.includes(0)) return null;
  for (const [label, encoding] of [
    ["utf-8", "UTF-8"],
    ["gb18030", "GB18030"],
  ] as const) {
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes, { stream: isCut }), encoding };
    } catch {
      // Not in this encoding: the next one is tried.
    }
  }
  return null;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
