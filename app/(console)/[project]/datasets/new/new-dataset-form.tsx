"use client";

import { FileStack, Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { AddFilesMenu } from "@/components/upload/add-files-menu";
import { DropZone } from "@/components/upload/drop-zone";
import type { ChosenFile } from "@/components/upload/upload-batch";
import { formatBytes } from "@/lib/format/bytes";
import { AboutFields, noAbout } from "../about-fields";
import { createDatasetAction } from "../actions";
import { uploadInto } from "../upload-into";

interface NewDatasetFormProps {
  readonly projectId: string;
  readonly project: string;
}

/** What it is called and what goes in first; the files are sent while the next page is looked at. */
export function NewDatasetForm({ projectId, project }: NewDatasetFormProps) {
  const t = useTranslations("datasets.form");
  const router = useRouter();
  const locale = useLocale();
  const [about, setAbout] = useState(noAbout);
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const create = useSubmit(createDatasetAction, (dataset) => {
    if (files.length > 0) uploadInto({ ...dataset, project, refresh: () => router.refresh() }, files);
    router.push(`/${project}/datasets/${dataset.slug}`);
  });
  const add = (more: readonly ChosenFile[]) => setFiles((known) => [...known, ...more]);

  function send(event: FormEvent) {
    event.preventDefault();
    const [first] = files;
    const name = about.name.trim() || (first?.path.split("/")[0]?.replace(/\.[^.]+$/, "") ?? "");
    create.submit({ ...about, name, projectId });
  }

  return (
    <Form onSubmit={send} className="grid max-w-180 gap-5">
      <AboutFields about={about} onChange={setAbout} fields={create.fields} isNew />
      <section className="grid gap-2">
        <h2 className="text-13">{t("files")}</h2>
        <DropZone
          onFiles={add}
          className="grid min-h-32 place-items-center rounded-panel border border-border-strong border-dashed px-4 py-6 text-center"
        >
          <div className="grid justify-items-center gap-2 text-13 text-muted">
            {files.length === 0 ? (
              <Upload aria-hidden="true" className="size-5" strokeWidth={1.75} />
            ) : (
              <FileStack aria-hidden="true" className="size-5" strokeWidth={1.75} />
            )}
            <p aria-live="polite">
              {files.length === 0
                ? t("drop")
                : t("chosen", {
                    count: files.length,
                    size: formatBytes(
                      files.reduce((sum, { file }) => sum + file.size, 0),
                      locale,
                    ),
                  })}
            </p>
            <div className="flex gap-2">
              <AddFilesMenu onFiles={add} label={t("choose")} />
              {files.length > 0 ? (
                <Button look="bare" onClick={() => setFiles([])}>
                  {t("clear")}
                </Button>
              ) : null}
            </div>
          </div>
        </DropZone>
        <p className="text-12 text-muted">{t("later")}</p>
      </section>
      {create.error ? (
        <p role="alert" className="text-13 text-bad-text">
          {create.error}
        </p>
      ) : null}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" busy={create.busy}>
          {t(files.length > 0 ? "createAndUpload" : "create")}
        </Button>
      </div>
    </Form>
  );
}
