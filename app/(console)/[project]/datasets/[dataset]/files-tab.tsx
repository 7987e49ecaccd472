import { getLocale, getTranslations } from "next-intl/server";
import { Empty } from "@/components/ui/empty";
import type { UserActor } from "@/lib/auth/actor";
import { findVersionFile } from "@/lib/datasets/get-version-file";
import { listFiles } from "@/lib/datasets/list-files";
import type { VersionView } from "@/lib/datasets/version";
import { formatBytes } from "@/lib/format/bytes";
import { FileList } from "./file-list";
import { FileView } from "./file-view";
import type { DatasetPlace } from "./place";

interface FilesTabProps {
  readonly actor: UserActor;
  readonly version: VersionView;
  readonly place: DatasetPlace;
  /** Files can be taken out: a draft, and the person may write. */
  readonly mayWrite: boolean;
}

const pageFiles = 50;

/** The folder one is in at the left, the chosen file at the right; without a choice, the first table or text. */
export async function FilesTab({ actor, version, place, mayWrite }: FilesTabProps) {
  const [t, locale, named] = await Promise.all([
    getTranslations("datasets.files"),
    getLocale(),
    place.path === "" ? null : findVersionFile(actor, { versionId: version.id, path: place.path }),
  ]);
  const folder = named ? place.path.split("/").slice(0, -1).join("/") : place.path;
  const top = await list(actor, version, place, folder);
  const [only] = top.items;
  // A single folder at the top is not worth a click.
  const isNested = place.path === "" && place.q === "" && top.items.length === 1 && only?.kind === "folder";
  const files = isNested ? await list(actor, version, place, only.path) : top;
  const shown =
    named?.path ??
    files.items.find(({ kind, name }) => kind === "file" && /\.(csv|tsv)$/i.test(name))?.path ??
    files.items.find(({ kind }) => kind === "file")?.path;
  if (version.fileCount === 0) {
    return (
      <Empty kind="first-use" title={t("none")}>
        {t("noneHint")}
      </Empty>
    );
  }
  return (
    <div className="grid gap-5 md:grid-cols-[minmax(200px,264px)_minmax(0,1fr)]">
      <div className="min-w-0">
        <FileList
          versionId={version.id}
          files={files.items}
          next={files.nextCursor}
          folder={isNested ? only.path : folder}
          shown={shown ?? null}
          place={place}
          mayWrite={mayWrite}
        />
        <p className="mt-2 text-12 text-muted tabular-nums">
          {t("total", { count: version.fileCount, size: formatBytes(version.totalBytes, locale) })}
        </p>
      </div>
      <div className="min-w-0">
        {shown ? <FileView actor={actor} versionId={version.id} path={shown} /> : <p className="pt-2 text-13 text-muted">{t("choose")}</p>}
      </div>
    </div>
  );
}

function list(actor: UserActor, version: VersionView, { q, after }: DatasetPlace, folder: string) {
  return listFiles(actor, {
    versionId: version.id,
    folder,
    flat: false,
    limit: pageFiles,
    ...(q && { q }),
    ...(after && { cursor: after }),
  });
}
