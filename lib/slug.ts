import { pinyin } from "pinyin-pro";

/** The last part of an address: a–z, 0–9 and “-”, a letter first, at most 40 characters. */
export function isSlug(text: string): boolean {
  return /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,39}$/.test(text);
}

/** An address made of a name in any script: 图像分类 becomes `tu-xiang-fen-lei`. `otherwise` where no letter is left. */
export function toSlug(name: string, otherwise: string): string {
  const latin = /\p{Script=Han}/u.test(name) ? pinyin(name, { toneType: "none", nonZh: "consecutive", separator: " " }) : name;
  const slug = latin
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return slug === "" ? otherwise : slug;
}

/** The first of `slug`, `slug-2`, `slug-3`, … that is not taken. */
export function freeSlug(slug: string, isTaken: (candidate: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? "" : `-${number}`;
    const candidate = slug.slice(0, 40 - tail.length).replace(/-+$/, "") + tail;
    if (!isTaken(candidate)) return candidate;
  }
}
