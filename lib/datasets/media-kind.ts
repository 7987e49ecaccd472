import type { ImageType } from "@/lib/datasets/preview";

/** What a file is, told by its first bytes and never by its name or a header; the name only tells tables from other text. */
export type MediaKind = { readonly kind: "image"; readonly type: ImageType } | { readonly kind: "table" | "json" | "text" | "binary" };

const signatures: readonly { readonly type: ImageType; readonly bytes: readonly number[]; readonly at?: number }[] = [
  { type: "image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", bytes: [0xff, 0xd8, 0xff] },
  { type: "image/gif", bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: "image/webp", bytes: [0x57, 0x45, 0x42, 0x50], at: 8 },
  { type: "image/bmp", bytes: [0x42, 0x4d] },
];

/** `head`: the first bytes of the file. SVG, HTML and notebooks are text: they are shown as such and never rendered. */
export function mediaKind(path: string, head: Uint8Array): MediaKind {
  const image = signatures.find(({ bytes, at = 0 }) => bytes.every((byte, index) => head[at + index] === byte));
  if (image && !(image.type === "image/bmp" && !/\.bmp$/i.test(path))) return { kind: "image", type: image.type };
  if (head.includes(0)) return { kind: "binary" };
  if (/\.(csv|tsv)$/i.test(path)) return { kind: "table" };
  if (/\.(json|ipynb|geojson)$/i.test(path)) return { kind: "json" };
  return { kind: "text" };
}
