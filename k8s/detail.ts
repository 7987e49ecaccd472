/** The cluster's own words, cut to what a line can hold. */
export function detailOf(words: string): { readonly detail: string } {
  return { detail: words.trim().slice(0, 600) };
}
