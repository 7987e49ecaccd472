"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { removeFilesAction } from "../actions";

/** Takes a file or folder out of the draft; the version it came from keeps it. */
export function RemoveFileButton({ versionId, path, name }: { readonly versionId: string; readonly path: string; readonly name: string }) {
  const t = useTranslations("datasets.files");
  const remove = useSubmit(removeFilesAction, ({ removed }) => void toast.success(t("removed", { name, count: removed })));
  return (
    <Button
      look="bare"
      size="lowIcon"
      busy={remove.busy}
      aria-label={t("remove", { name })}
      title={remove.error ?? t("remove", { name })}
      className="opacity-0 focus-visible:opacity-100 group-hover/line:opacity-100 max-md:opacity-100"
      onClick={() => remove.submit({ versionId, paths: [path] })}
    >
      <X aria-hidden="true" strokeWidth={1.75} />
    </Button>
  );
}
