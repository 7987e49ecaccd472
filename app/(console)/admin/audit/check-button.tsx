"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { checkAuditChainAction } from "@/app/(console)/admin/audit/actions";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

/** Recomputes the log's chain of hashes and says whether anything was changed or taken out. */
export function CheckButton() {
  const t = useTranslations("audit.check");
  const { busy, submit } = useSubmit(checkAuditChainAction, ({ rows, brokenAt }) => {
    if (brokenAt === null) toast.success(t("whole", { rows }));
    else toast.error(t("broken", { id: brokenAt }), brokenAt);
  });
  return (
    <Button busy={busy} onClick={() => submit({})}>
      <ShieldCheck aria-hidden="true" strokeWidth={1.75} />
      {t("verb")}
    </Button>
  );
}
