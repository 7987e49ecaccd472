"use client";

import { ChevronDown, FilePlus, FolderPlus, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { pickedFiles } from "@/components/upload/dropped-files";
import type { ChosenFile } from "@/components/upload/upload-batch";

interface AddFilesMenuProps {
  readonly onFiles: (files: readonly ChosenFile[]) => void;
  readonly label: string;
}

/** Files or a whole folder from the disk. */
export function AddFilesMenu({ onFiles, label }: AddFilesMenuProps) {
  const t = useTranslations("uploads.pick");
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  function take(event: ChangeEvent<HTMLInputElement>) {
    onFiles(pickedFiles(event.target.files));
    // The same file may be chosen again.
    event.target.value = "";
  }

  return (
    <>
      <input ref={files} type="file" multiple hidden aria-label={t("files")} onChange={take} />
      <input ref={folder} type="file" hidden aria-label={t("folder")} onChange={take} {...{ webkitdirectory: "" }} />
      <Menu
        align="start"
        trigger={
          <Button>
            <Upload aria-hidden="true" strokeWidth={1.75} />
            {label}
            <ChevronDown aria-hidden="true" strokeWidth={1.75} />
          </Button>
        }
      >
        <MenuItem icon={<FilePlus aria-hidden="true" strokeWidth={1.75} />} onClick={() => files.current?.click()}>
          {t("files")}
        </MenuItem>
        <MenuItem icon={<FolderPlus aria-hidden="true" strokeWidth={1.75} />} onClick={() => folder.current?.click()}>
          {t("folder")}
        </MenuItem>
      </Menu>
    </>
  );
}
