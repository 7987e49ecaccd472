"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Empty } from "@/components/ui/empty";
import { AddFilesMenu } from "@/components/upload/add-files-menu";
import { uploadInto } from "../upload-into";
import type { Into } from "./dataset-drop";

export function NoVersionYet({ into, mayWrite }: { readonly into: Into; readonly mayWrite: boolean }) {
  const t = useTranslations("datasets");
  const router = useRouter();
  return (
    <Empty
      kind="first-use"
      title={t("noFiles.title")}
      action={
        mayWrite ? (
          <AddFilesMenu label={t("addFiles")} onFiles={(files) => uploadInto({ ...into, refresh: () => router.refresh() }, files)} />
        ) : null
      }
    >
      {t(mayWrite ? "noFiles.hint" : "noFiles.readOnly")}
    </Empty>
  );
}
