"use client";

import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { restoreDatasetAction } from "./actions";

export function RestoreButton({ id, name }: { readonly id: string; readonly name: string }) {
  const t = useTranslations("datasets");
  const restore = useSubmit(restoreDatasetAction, () => void toast.success(t("restored", { name })));
  return (
    <span className="flex items-center justify-end gap-2">
      {restore.error ? <span className="truncate text-bad-text">{restore.error}</span> : null}
      <Button size="low" busy={restore.busy} onClick={() => restore.submit({ id })}>
        {t("restore")}
      </Button>
    </span>
  );
}
