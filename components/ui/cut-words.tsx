"use client";

import { useEffect } from "react";

/** Gives whatever is cut with "…" a tooltip with the whole of it, wherever on the page it is. Put it once around the app. */
export function CutWords() {
  useEffect(() => {
    document.addEventListener("pointerover", tell);
    return () => document.removeEventListener("pointerover", tell);
  }, []);
  return null;
}

const cutting = ".truncate, .line-clamp-2";

function tell({ target }: PointerEvent) {
  let words = target instanceof Element ? target.closest<HTMLElement>(cutting) : null;
  // A link that may be cut stands in a cell that is.
  while (words && !isCut(words) && words.title === "") words = words.parentElement?.closest<HTMLElement>(cutting) ?? null;
  if (!words || (words.title !== "" && words.dataset.cut === undefined)) return;
  // biome-ignore lint/performance/useDomNodeTextContent: words that stand apart on the page stay apart
  words.title = isCut(words) ? words.innerText.replace(/\s+/g, " ").trim() : "";
  words.dataset.cut = "";
}

function isCut({ scrollWidth, clientWidth, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollWidth > clientWidth || scrollHeight > clientHeight + 1;
}
