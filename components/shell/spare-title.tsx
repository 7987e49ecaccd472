"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";

/**
 * The title of the moment in which a page is shown and its own title is still on its way. Of several a document has the first, and React
 * puts those of pages before.
 */
export function SpareTitle() {
  const text = `${useTranslations("common")("loading")} · Cairn`;
  useEffect(() => {
    const title = document.createElement("title");
    title.textContent = text;
    document.head.append(title);
    return () => title.remove();
  }, [text]);
  return null;
}
