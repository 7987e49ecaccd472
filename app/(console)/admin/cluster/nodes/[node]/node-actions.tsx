"use client";

import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { OperationView } from "@/lib/operations/operation";
import { cordonNodeAction, uncordonNodeAction } from "../../actions";
import { DrainDialog } from "./drain-dialog";

interface NodeActionsProps {
  readonly name: string;
  readonly isCordoned: boolean;
  readonly isDraining: boolean;
}

/** Takes a node out of use, empties it, takes it back. */
export function NodeActions({ name, isCordoned, isDraining }: NodeActionsProps) {
  const t = useTranslations("cluster");
  const words = useMessage();
  const tell = (key: "cordoned" | "uncordoned") => (operation: OperationView) => {
    if (operation.status === "succeeded") toast.success(t(key, { name }));
    else if (operation.message) toast.error(words(operation.message));
    else toast.success(t("asked"));
  };
  const cordon = useSubmit(cordonNodeAction, tell("cordoned"));
  const uncordon = useSubmit(uncordonNodeAction, tell("uncordoned"));
  const error = cordon.error ?? uncordon.error;
  return (
    <>
      {isDraining ? null : (
        <Button busy={cordon.busy || uncordon.busy} onClick={() => (isCordoned ? uncordon : cordon).submit({ name })}>
          {isCordoned ? t("uncordon") : t("cordon")}
        </Button>
      )}
      {isDraining ? null : <DrainDialog name={name} />}
      {error ? (
        <p role="alert" className="basis-full text-13 text-bad-text">
          {error}
        </p>
      ) : null}
    </>
  );
}
