import { GitCompareArrows } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { DraftView } from "@/lib/datasets/list-versions";
import type { VersionView } from "@/lib/datasets/version";
import type { DatasetPlace } from "./place";

interface VersionRailProps {
  readonly versions: readonly VersionView[];
  readonly draft: DraftView | null;
  readonly chosen: string | null;
  readonly place: DatasetPlace;
  readonly children?: ReactNode;
}

/** All versions as stones, the newest on top, each a little wider than the one above it. */
export function VersionRail({ versions, draft, chosen, place, children }: VersionRailProps) {
  const t = useTranslations("datasets");
  if (versions.length === 0 && !draft) return null;
  return (
    <aside className="min-w-0 border-border px-4 py-4 max-lg:border-b max-lg:pb-2 lg:border-r lg:px-3">
      <div className="flex min-h-8 items-center justify-between gap-2 pb-1.5 lg:pl-2">
        <h2>{t("versions")}</h2>
        {versions.length > 1 ? (
          <ButtonLink look="bare" size="low" href={place.to({ tab: "changes" })}>
            <GitCompareArrows aria-hidden="true" strokeWidth={1.75} />
            {t("compare")}
          </ButtonLink>
        ) : null}
      </div>
      <ol className="flex max-lg:-mx-2 max-lg:overflow-x-auto lg:grid">
        {draft ? (
          <VersionLine version={draft.version} index={-1} chosen={chosen} href={place.to({ v: "draft", after: "" })}>
            <span className="truncate text-13 text-secondary">
              {draft.unfinishedCount > 0 ? t("draftArriving", { count: draft.unfinishedCount }) : t("draftOpen")}
            </span>
          </VersionLine>
        ) : null}
        {versions.map((version, index) => (
          <VersionLine
            key={version.id}
            version={version}
            index={index}
            chosen={chosen}
            href={place.to({ v: String(version.number), after: "" })}
          >
            {version.note ? <span className="truncate text-13 text-secondary">{version.note}</span> : null}
            <span className="truncate text-12 text-muted">
              {version.createdBy.name} · <Time at={version.committedAt ?? version.createdAt} />
            </span>
          </VersionLine>
        ))}
      </ol>
      <div className="max-lg:hidden">{children}</div>
    </aside>
  );
}

interface VersionLineProps {
  readonly version: VersionView;
  readonly index: number;
  readonly chosen: string | null;
  readonly href: string;
  readonly children: ReactNode;
}

function VersionLine({ version, index, chosen, href, children }: VersionLineProps) {
  const t = useTranslations("datasets");
  const isDraft = version.number === null;
  const isChosen = version.id === chosen;
  return (
    <li className="min-w-0 max-lg:w-54 max-lg:shrink-0">
      <Link
        href={href}
        aria-current={isChosen ? "true" : undefined}
        className="flex gap-2 rounded-control px-2 py-2.5 -outline-offset-2! hover:bg-hover aria-[current=true]:bg-selected"
      >
        <svg
          viewBox="0 0 40 20"
          aria-hidden="true"
          className={cn(
            "h-5 w-10 shrink-0",
            isDraft ? "fill-none stroke-border-strong" : isChosen ? "fill-accent-solid" : "fill-wait-solid opacity-75",
          )}
          {...(isDraft && { strokeDasharray: "3 2.5", strokeWidth: 1.25 })}
        >
          <path d={stones[Math.min(index + 1, stones.length - 1)]} />
        </svg>
        <span className="grid min-w-0">
          <span className="flex items-center gap-2">
            <b className="font-semibold text-14">{isDraft ? t("draft") : `v${version.number}`}</b>
            <Delta version={version} />
          </span>
          {children}
        </span>
      </Link>
    </li>
  );
}

function Delta({ version: { addedFiles, changedFiles, removedFiles } }: { readonly version: VersionView }) {
  const t = useTranslations("datasets");
  return (
    <span className="inline-flex gap-1.5 text-12 tabular-nums">
      <span className="sr-only">{t("delta", { added: addedFiles, changed: changedFiles, removed: removedFiles })}</span>
      {addedFiles > 0 ? <span aria-hidden="true" className="text-good-text">{`+${addedFiles.toLocaleString("en")}`}</span> : null}
      {changedFiles > 0 ? <span aria-hidden="true" className="text-warn-text">{`~${changedFiles.toLocaleString("en")}`}</span> : null}
      {removedFiles > 0 ? <span aria-hidden="true" className="text-bad-text">{`−${removedFiles.toLocaleString("en")}`}</span> : null}
    </span>
  );
}

/** From the top of a pile downwards. */
const stones = [
  "M7.5 9.38C7.5 5.7 12.5 3.8 20.75 3.8C29 3.8 32.5 6.22 32.5 10.93C32.5 14.41 27.75 16.2 19.5 16.2C11.25 16.2 7.5 13.88 7.5 9.38Z",
  "M5.5 9.07C5.5 5.59 11.3 3.8 20.87 3.8C30.44 3.8 34.5 6.22 34.5 10.93C34.5 14.41 28.99 16.2 19.42 16.2C9.85 16.2 5.5 13.78 5.5 9.07Z",
  "M4.5 10.93C4.5 6.22 10.7 3.8 20.93 3.8C31.16 3.8 35.5 5.49 35.5 8.76C35.5 13.67 29.61 16.2 19.38 16.2C9.15 16.2 4.5 14.41 4.5 10.93Z",
  "M3 9.07C3 5.59 9.8 3.8 21.02 3.8C32.24 3.8 37 6.22 37 10.93C37 14.41 30.54 16.2 19.32 16.2C8.1 16.2 3 13.78 3 9.07Z",
  "M1.5 10.93C1.5 6.22 8.9 3.8 21.11 3.8C33.32 3.8 38.5 5.49 38.5 8.76C38.5 13.67 31.47 16.2 19.26 16.2C7.05 16.2 1.5 14.41 1.5 10.93Z",
] as const;
