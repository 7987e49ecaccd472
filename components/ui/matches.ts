import { match as matchPinyin } from "pinyin-pro";

/** Whether `text` answers a search for `query`: its letters, half or full width, and the pinyin of its Chinese (`sjj` finds 数据集). */
export function matches(text: string, query: string): boolean {
  const sought = folded(query);
  if (sought === "") return true;
  const here = folded(text);
  if (sought.split(/\s+/).every((word) => here.includes(word))) return true;
  return /\p{Script=Han}/u.test(text) && matchPinyin(text, sought.replace(/\s+/g, ""), { precision: "start", continuous: true }) !== null;
}

/** Where `query` stands in `text`, to set it off; nothing when it was found by pinyin. */
export function matchAt(text: string, query: string): readonly [start: number, end: number] | undefined {
  const sought = folded(query);
  const at = sought === "" ? -1 : folded(text).indexOf(sought);
  return at < 0 ? undefined : [at, at + sought.length];
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}
