"use client";

import { useTranslations } from "next-intl";
import { whileSignedIn } from "@/components/account/while-signed-in";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { toast } from "@/components/ui/toast";
import type { NamespaceView } from "@/lib/cluster/namespace";
import { removeNamespaceAction } from "../actions";
import { useContent } from "./use-content";

/** Asks once for what is empty; what is not is named, and its name typed. */
export function RemoveNamespace({ namespace: { name, projectId, project, content } }: { readonly namespace: NamespaceView }) {
  const t = useTranslations("cluster.namespaces");
  const words = useMessage();
  const inIt = useContent();
  const evenIfUsed = content !== null && content.workloads + content.volumes + content.foreign > 0;

  async function remove() {
    const result = await whileSignedIn(() => removeNamespaceAction({ projectId, evenIfUsed }));
    if (!result.ok) return result.message;
    const { status, message } = result.data;
    if (status === "failed") return message ? words(message) : t("ending");
    toast.success(t(status === "succeeded" ? "removed" : "removing", { name }));
    return undefined;
  }

  return (
    <DangerDialog
      trigger={
        <Button size="low" aria-label={`${t("remove")} ${name}`}>
          {t("remove")}
        </Button>
      }
      title={t("removeTitle", { name })}
      verb={t("remove")}
      onConfirm={remove}
      {...(evenIfUsed && { typeName: name })}
    >
      <p>{evenIfUsed ? t("removeContent", { content: inIt(content) }) : t("removeEmpty")}</p>
      {project && !project.isDeleted ? <p>{t("removeLiving", { name: project.name })}</p> : null}
    </DangerDialog>
  );
}
