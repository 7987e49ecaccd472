"use client";

import { Ellipsis, GitBranchPlus, Play, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { Button, ButtonLink } from "@/components/ui/button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { AddFilesMenu } from "@/components/upload/add-files-menu";
import type { DatasetView } from "@/lib/datasets/dataset";
import type { VersionView } from "@/lib/datasets/version";
import { deleteDatasetAction, openDraftAction, restoreDatasetAction } from "../actions";
import { uploadInto } from "../upload-into";
import type { Into } from "./dataset-drop";
import { DownloadButton } from "./download-button";

interface DatasetDeedsProps {
  readonly dataset: DatasetView;
  readonly version: VersionView | null;
  readonly into: Into;
  readonly mayWrite: boolean;
}

/** Add files, download, train; the rest behind a menu. */
export function DatasetDeeds({ dataset, version, into, mayWrite }: DatasetDeedsProps) {
  const t = useTranslations("datasets");
  const router = useRouter();
  const isCommitted = version !== null && version.number !== null;
  return (
    <>
      {mayWrite ? (
        <AddFilesMenu label={t("addFiles")} onFiles={(files) => uploadInto({ ...into, refresh: () => router.refresh() }, files)} />
      ) : null}
      {version && version.fileCount > 0 ? <DownloadButton versionId={version.id} label={t("download")} size="default" /> : null}
      {mayWrite ? <MoreDeeds dataset={dataset} version={version} project={into.project} /> : null}
      {mayWrite && isCommitted ? (
        <ButtonLink look="primary" href={`/${into.project}/jobs/new?dataset=${version.id}`}>
          <Play aria-hidden="true" strokeWidth={1.75} />
          {t("train", { version: `v${version.number}` })}
        </ButtonLink>
      ) : null}
    </>
  );
}

function MoreDeeds({
  dataset,
  version,
  project,
}: {
  readonly dataset: DatasetView;
  readonly version: VersionView | null;
  readonly project: string;
}) {
  const t = useTranslations("datasets");
  const router = useRouter();
  const refused = (result: { ok: true } | { ok: false; message: string; requestId: string }) => {
    if (!result.ok) toast.error(result.message, result.requestId);
  };
  const restore = async () => {
    const result = await restoreDatasetAction({ id: dataset.id });
    refused(result);
    if (result.ok) router.push(`/${project}/datasets/${dataset.slug}`);
  };
  const remove = useSubmit(
    async (input: { id: string }) => {
      const result = await deleteDatasetAction(input);
      refused(result);
      return result;
    },
    () => {
      toast.success(t("deleted", { name: dataset.name }), { undo: () => void restore() });
      router.push(`/${project}/datasets`);
    },
  );
  const open = useSubmit(
    async (input: { datasetId: string; baseNumber: number | null }) => {
      const result = await openDraftAction(input);
      refused(result);
      return result;
    },
    () => router.push(`/${project}/datasets/${dataset.slug}?v=draft`),
  );
  return (
    <Menu
      trigger={
        <Button size="icon" data-icon="" aria-label={t("more")} busy={remove.busy || open.busy}>
          <Ellipsis aria-hidden="true" strokeWidth={1.75} />
        </Button>
      }
    >
      {version?.number != null && dataset.draftId === null ? (
        <>
          <MenuItem
            icon={<GitBranchPlus aria-hidden="true" strokeWidth={1.75} />}
            onClick={() => open.submit({ datasetId: dataset.id, baseNumber: version.number })}
          >
            {t("startFrom", { version: `v${version.number}` })}
          </MenuItem>
          <MenuLine />
        </>
      ) : null}
      <MenuItem danger icon={<Trash2 aria-hidden="true" strokeWidth={1.75} />} onClick={() => remove.submit({ id: dataset.id })}>
        {t("delete")}
      </MenuItem>
    </Menu>
  );
}
