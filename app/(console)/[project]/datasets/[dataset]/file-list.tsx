import { CornerLeftUp, File, FileImage, FileText, Folder, Search, Sheet } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { cn } from "@/lib/cn";
import type { FileView } from "@/lib/datasets/version";
import { formatBytes } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import type { DatasetPlace } from "./place";
import { RemoveFileButton } from "./remove-file-button";

interface FileListProps {
  readonly versionId: string;
  readonly files: readonly FileView[];
  readonly next: string | null;
  readonly folder: string;
  readonly shown: string | null;
  readonly place: DatasetPlace;
  readonly mayWrite: boolean;
}

/** One folder: folders first, each with how much is in it. */
export function FileList({ versionId, files, next, folder, shown, place, mayWrite }: FileListProps) {
  const t = useTranslations("datasets.files");
  const parent = folder.split("/").slice(0, -1).join("/");
  const line =
    "flex min-h-7.5 min-w-0 flex-1 items-center gap-1.5 rounded-control px-2 text-13 -outline-offset-2! hover:bg-hover aria-[current=true]:bg-selected aria-[current=true]:font-medium";
  return (
    <nav aria-label={t("label")} className="-mx-2 grid gap-1">
      <search className="px-2 pb-1">
        <form action={place.base}>
          {Object.entries(Object.fromEntries(new URL(place.to({ q: "" }), "http://x").searchParams)).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Input
            size="low"
            type="search"
            name="q"
            defaultValue={place.q}
            aria-label={t("search")}
            placeholder={t("search")}
            before={<Search aria-hidden="true" strokeWidth={1.75} />}
          />
        </form>
      </search>
      <ul className="grid">
        {folder !== "" ? (
          <li>
            <Link href={place.to({ path: parent, q: "" })} className={cn(line, "text-muted")}>
              <CornerLeftUp aria-hidden="true" className="size-3.5 shrink-0" strokeWidth={1.75} />
              <span className="min-w-0 truncate">{folder}/</span>
            </Link>
          </li>
        ) : null}
        {files.map((file) => (
          <li key={`${file.kind} ${file.path}`} className="group/line flex items-center">
            <Link
              href={place.to({ path: file.path, q: file.kind === "folder" ? "" : place.q })}
              aria-current={file.path === shown ? "true" : undefined}
              className={line}
            >
              <FileIcon file={file} />
              <span className="min-w-0 flex-1 truncate" title={file.path}>
                {place.q ? file.path : file.name}
              </span>
              <Amount file={file} />
            </Link>
            {mayWrite ? (
              <RemoveFileButton versionId={versionId} path={file.kind === "folder" ? `${file.path}/` : file.path} name={file.name} />
            ) : null}
          </li>
        ))}
      </ul>
      {files.length === 0 ? <p className="px-2 text-13 text-muted">{t("noneMatch")}</p> : null}
      {next || place.after ? (
        <p className="flex gap-2 px-2 pt-1">
          {place.after ? (
            <ButtonLink size="low" href={place.to({ after: "" })}>
              {t("first")}
            </ButtonLink>
          ) : null}
          {next ? (
            <ButtonLink size="low" href={place.to({ after: next })}>
              {t("more")}
            </ButtonLink>
          ) : null}
        </p>
      ) : null}
    </nav>
  );
}

function Amount({ file }: { readonly file: FileView }) {
  const locale = useLocale();
  return (
    <span className="shrink-0 font-normal text-12 text-muted tabular-nums">
      {file.kind === "folder" ? formatNumber(file.fileCount, locale) : formatBytes(file.size, locale)}
    </span>
  );
}

function FileIcon({ file }: { readonly file: FileView }) {
  const Icon =
    file.kind === "folder"
      ? Folder
      : /\.(csv|tsv|parquet)$/i.test(file.name)
        ? Sheet
        : /\.(png|jpe?g|gif|webp|bmp)$/i.test(file.name)
          ? FileImage
          : /\.(txt|md|json|ya?ml|py)$/i.test(file.name)
            ? FileText
            : File;
  return <Icon aria-hidden="true" className="size-3.5 shrink-0 text-muted" strokeWidth={1.75} />;
}
