import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { UserActor } from "@/lib/auth/actor";
import { diffVersions } from "@/lib/datasets/diff-versions";
import type { FileChangeView, VersionView } from "@/lib/datasets/version";
import { formatBytes } from "@/lib/format/bytes";
import type { DatasetPlace } from "./place";

interface ChangesTabProps {
  readonly actor: UserActor;
  readonly version: VersionView;
  /** The version before this one; none for the first. */
  readonly before: VersionView | null;
  readonly place: DatasetPlace;
}

const tones: Record<FileChangeView["change"], { readonly sign: string; readonly className: string }> = {
  added: { sign: "+", className: "text-good-text" },
  changed: { sign: "~", className: "text-warn-text" },
  removed: { sign: "−", className: "text-bad-text" },
};

/** What is different against the version before, file by file. */
export async function ChangesTab({ actor, version, before, place }: ChangesTabProps) {
  const [t, locale] = await Promise.all([getTranslations("datasets.changes"), getLocale()]);
  if (!before) {
    return (
      <Empty kind="none-match" title={t("first")}>
        {t("firstHint", { count: version.fileCount })}
      </Empty>
    );
  }
  const diff = await diffVersions(actor, {
    versionId: version.id,
    against: before.id,
    limit: 100,
    ...(place.after && { cursor: place.after }),
  });
  const { added, changed, removed } = diff.counts;
  return (
    <div className="grid gap-3">
      <p className="text-13 text-secondary">{t("summary", { before: `v${before.number}`, added, changed, removed })}</p>
      {diff.items.length > 0 ? (
        <Table label={t("label")} dense>
          <thead>
            <tr>
              <Th>{t("file")}</Th>
              <Th className="text-right">{t("before")}</Th>
              <Th className="text-right">{t("after")}</Th>
            </tr>
          </thead>
          <tbody>
            {diff.items.map(({ path, change, sizeBefore, sizeAfter }) => (
              <Tr key={path}>
                <Td className="max-w-0 truncate" style={{ width: "100%" }}>
                  <span className={`mr-2 inline-block w-3 text-center font-mono ${tones[change].className}`} aria-hidden="true">
                    {tones[change].sign}
                  </span>
                  <span className="sr-only">{t(`kinds.${change}`)}</span>
                  {path}
                </Td>
                <Td className="text-right tabular-nums">{formatBytes(sizeBefore, locale)}</Td>
                <Td className="text-right tabular-nums">{formatBytes(sizeAfter, locale)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      {diff.nextCursor || place.after ? (
        <p className="flex gap-2">
          {place.after ? (
            <ButtonLink size="low" href={place.to({ after: "" })}>
              {t("firstPage")}
            </ButtonLink>
          ) : null}
          {diff.nextCursor ? (
            <ButtonLink size="low" href={place.to({ after: diff.nextCursor })}>
              {t("nextPage")}
            </ButtonLink>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
