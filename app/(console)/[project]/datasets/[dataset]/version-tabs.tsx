import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { type DatasetPlace, datasetTabs } from "./place";

/** What one can look at of a version; each has its address. */
export function VersionTabs({ place, changes }: { readonly place: DatasetPlace; readonly changes: number }) {
  const t = useTranslations("datasets.tabs");
  return (
    <nav aria-label={t("label")} className="mb-4 flex gap-5 overflow-x-auto border-border border-b scrollbar-none">
      {datasetTabs.map((tab) => (
        <Link
          key={tab}
          href={place.to({ tab: tab === "files" ? "" : tab, after: "" })}
          aria-current={tab === place.tab ? "page" : undefined}
          className="-mb-px flex items-center gap-1.5 border-transparent border-b-2 pt-2 pb-[9px] text-13 text-muted whitespace-nowrap transition-colors -outline-offset-2! hover:text-text aria-[current=page]:border-text aria-[current=page]:font-medium aria-[current=page]:text-text"
        >
          {t(tab)}
          {tab === "changes" && changes > 0 ? (
            <span className="rounded-tag bg-hover px-1.25 font-normal text-12 text-secondary leading-4 tabular-nums">
              {changes.toLocaleString("en")}
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}
