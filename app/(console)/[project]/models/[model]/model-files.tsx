"use client";

import { Download, File } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/page";
import { Tag } from "@/components/ui/tag";
import { toast } from "@/components/ui/toast";
import { formatBytes } from "@/lib/format/bytes";
import type { ModelFileView } from "@/lib/models/model";
import { modelLinkAction } from "../actions";

interface ModelFilesProps {
  readonly files: readonly ModelFileView[];
  readonly versionId: string;
  /** The file that is loaded. */
  readonly entryPath: string;
}

/** The files of a version: download each, or all as a zip. */
export function ModelFiles({ files, versionId, entryPath }: ModelFilesProps) {
  const t = useTranslations("models.files");
  const locale = useLocale();
  const download = useSubmit(
    async (input: { versionId: string; path?: string }) => {
      const result = await modelLinkAction(input);
      if (!result.ok) toast.error(result.message, result.requestId);
      return result;
    },
    ({ url }) => window.location.assign(url),
  );
  return (
    <Panel
      title={t("title")}
      flush
      actions={
        <Button size="low" busy={download.busy} onClick={() => download.submit({ versionId })}>
          <Download aria-hidden="true" strokeWidth={1.75} />
          {t("all")}
        </Button>
      }
    >
      <ul>
        {files.map(({ path, size }) => (
          <li key={path} className="flex min-h-10 items-center gap-3 border-border border-t px-4 text-13">
            <File aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
            <span className="min-w-0 truncate" title={path}>
              {path}
            </span>
            {path === entryPath ? <Tag>{t("entry")}</Tag> : null}
            <span className="ml-auto shrink-0 text-muted tabular-nums">{formatBytes(size, locale)}</span>
            <Button look="bare" size="lowIcon" aria-label={t("download", { path })} onClick={() => download.submit({ versionId, path })}>
              <Download aria-hidden="true" strokeWidth={1.75} />
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
