import { getLocale, getTranslations } from "next-intl/server";
import { TablePreviewView } from "@/components/datasets/table-preview-view";
import { CodeFrame, CodeLines } from "@/components/ui/code-frame";
import { Empty } from "@/components/ui/empty";
import type { UserActor } from "@/lib/auth/actor";
import type { FilePreview } from "@/lib/datasets/preview";
import { previewFile } from "@/lib/datasets/preview-file";
import { formatBytes } from "@/lib/format/bytes";
import type { Locale } from "@/lib/i18n/locales";
import { DownloadButton } from "./download-button";
import { ImageView } from "./image-view";

interface FileViewProps {
  readonly actor: UserActor;
  readonly versionId: string;
  readonly path: string;
}

/** The beginning of a file as data; whatever it is, it is never run or rendered as a page. */
export async function FileView({ actor, versionId, path }: FileViewProps) {
  const [preview, t, locale] = await Promise.all([
    previewFile(actor, { versionId, path }),
    getTranslations("datasets.preview"),
    getLocale(),
  ]);
  return (
    <section className="grid min-w-0 gap-3">
      <div className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1">
        <h2 className="min-w-0 flex-auto break-all text-13 sm:flex-none">{path.slice(path.lastIndexOf("/") + 1)}</h2>
        <span className="min-w-0 flex-1 text-13 text-muted tabular-nums max-sm:order-1 max-sm:basis-full">
          {await summary(preview, locale)}
        </span>
        <DownloadButton versionId={versionId} path={path} label={t("download")} />
      </div>
      <Content preview={preview} t={t} />
    </section>
  );
}

async function summary(preview: FilePreview, locale: Locale): Promise<string> {
  const t = await getTranslations("datasets.preview");
  const size = formatBytes(preview.size, locale);
  if (preview.kind === "table") {
    const columns = preview.table.columns.length;
    return preview.rowCount === null
      ? t("tableUncounted", { columns, encoding: preview.encoding, size })
      : t("table", { rows: preview.rowCount, columns, encoding: preview.encoding, size });
  }
  return preview.kind === "text" || preview.kind === "json" ? t("text", { encoding: preview.encoding, size }) : size;
}

function Content({
  preview,
  t,
}: {
  readonly preview: FilePreview;
  readonly t: Awaited<ReturnType<typeof getTranslations<"datasets.preview">>>;
}) {
  switch (preview.kind) {
    case "table":
      return <TablePreviewView table={preview.table} rowCount={preview.rowCount} label={preview.path} />;
    case "text":
    case "json":
      return (
        <CodeFrame title={preview.path} note={preview.isCut ? <span className="pr-2">{t("cut")}</span> : undefined}>
          <CodeLines code={preview.text} label={preview.path} />
        </CodeFrame>
      );
    case "image":
      return <ImageView url={preview.url} type={preview.type} name={preview.path} />;
    case "binary":
    case "empty":
    case "largeImage":
      return <Empty kind="none-match" title={t(preview.kind)} />;
  }
}
