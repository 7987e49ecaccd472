import { useTranslations } from "next-intl";
import type { CSSProperties, ReactNode } from "react";
import { cn } from "@/lib/cn";

/** A bone in the final size of what is to come. Appears only after a second, so that quick answers never flash. */
export function Bone({ className, style }: { readonly className?: string; readonly style?: CSSProperties }) {
  return <span className={cn("block h-3 animate-[appear_200ms_900ms_both] rounded-[3px] bg-hover", className)} style={style} />;
}

const widths = ["46%", "88%", "72%", "60%", "80%"];

/** Lines of text to come. */
export function TextSkeleton({ lines = 3 }: { readonly lines?: number }) {
  return (
    <Loading className="grid gap-2.5">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike
        <Bone key={line} style={{ width: widths[line % widths.length] }} />
      ))}
    </Loading>
  );
}

/** A table to come, row by row. */
export function TableSkeleton({ rows = 8, columns = 4 }: { readonly rows?: number; readonly columns?: number }) {
  return (
    <Loading className="grid">
      {Array.from({ length: rows + 1 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike
        <div key={row} className={cn("flex items-center gap-6 border-border border-b", row === 0 ? "h-8" : "h-10")}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike
            <span key={column} className="flex-1">
              <Bone className={row === 0 ? "h-2.5" : ""} style={{ width: widths[(row + column * 2) % widths.length] }} />
            </span>
          ))}
        </div>
      ))}
    </Loading>
  );
}

/** A page to come: heading, sentence, then a table. */
export function PageSkeleton({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div className="grid gap-5 px-4 pt-5 md:px-6">
      <Loading className="grid gap-2.5">
        <Bone className="h-5 w-56" />
        <Bone className="w-80 max-w-full" />
      </Loading>
      <TableSkeleton rows={rows} />
    </div>
  );
}

function Loading({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <div role="status" aria-label={t("loading")} aria-busy="true" className={className}>
      {children}
    </div>
  );
}
