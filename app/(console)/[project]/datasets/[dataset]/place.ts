export const datasetTabs = ["files", "changes", "lineage", "about"] as const;
export type DatasetTab = (typeof datasetTabs)[number];

export interface DatasetSearch {
  readonly v?: string;
  readonly tab?: string;
  readonly path?: string;
  readonly q?: string;
  readonly after?: string;
}

/** Where one is within a dataset, and the addresses from there. */
export interface DatasetPlace {
  readonly base: string;
  readonly tab: DatasetTab;
  readonly path: string;
  readonly q: string;
  readonly after: string;
  readonly to: (change: Partial<DatasetSearch>) => string;
}

export function datasetPlace(base: string, search: DatasetSearch, v: string): DatasetPlace {
  const tab = datasetTabs.find((known) => known === search.tab) ?? "files";
  const [path = "", q = "", after = ""] = [search.path, search.q, search.after].map((text) => text?.slice(0, 2_000).replaceAll("\0", ""));
  return {
    base,
    tab,
    path,
    q,
    after,
    to(change) {
      const wanted = { v, tab: tab === "files" ? "" : tab, path, q, after: "", ...change };
      const query = new URLSearchParams(Object.entries(wanted).filter((pair): pair is [string, string] => Boolean(pair[1])));
      return `${base}?${query}`;
    },
  };
}
