import type { ReactNode } from "react";

/** A column of a DataTable. Name (a link) first, status second with its reason, numbers right. */
export interface DataColumn<Row> {
  /** Also the word in the URL when sorted by it. */
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by; without it the column cannot be sorted. On the server's lists only its presence counts. */
  readonly sortBy?: (row: Row) => string | number | null;
  readonly align?: "left" | "right";
  /** Takes the width that is left, and cuts what does not fit. */
  readonly grow?: boolean;
  /** Goes first when the list gets narrow. */
  readonly wide?: boolean;
  /** Its corner of the two-line row on a phone; without one it is not shown there. */
  readonly phone?: "title" | "below" | "corner" | "corner-below";
}

/** A choice in the toolbar; its value stands in the URL under `id`. */
export interface DataFilter {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** The rows of one filter that a client-side list keeps. */
export type FilterMatch<Row> = (row: Row, filterId: string, value: string) => boolean;
