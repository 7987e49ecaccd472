"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { deleteProjectAction, restoreProjectAction } from "@/app/(console)/[project]/settings/actions";
import { whileSignedIn } from "@/components/account/while-signed-in";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { toast } from "@/components/ui/toast";
import type { ProjectView } from "@/lib/projects/project";

/** Puts the project into the bin, with a way back in the toast. */
export function DeletePanel({ project, memberCount }: { readonly project: ProjectView; readonly memberCount: number }) {
  const t = useTranslations("projects");
  const router = useRouter();
  const { id: projectId, name, slug } = project;

  async function restore() {
    const result = await whileSignedIn(() => restoreProjectAction({ projectId }));
    if (!result.ok) return toast.error(result.message, result.requestId);
    router.push(`/${slug}/settings`);
    return toast.success(t("restore.done", { name }));
  }

  async function remove() {
    const result = await whileSignedIn(() => deleteProjectAction({ projectId }));
    if (!result.ok) return result.message;
    toast.success(t("delete.done", { name }), { undo: () => void restore() });
    router.push("/");
    return undefined;
  }

  if (project.kind === "personal") return <p className="border-t pt-4 text-13 text-muted">{t("delete.personal")}</p>;
  return (
    <section className="grid justify-items-start gap-2 border-t pt-5">
      <h2>{t("delete.title")}</h2>
      <p className="text-13 text-muted">{t("delete.sentence")}</p>
      <DangerDialog
        trigger={<Button look="danger">{t("delete.verb")}</Button>}
        title={t("delete.question", { name })}
        verb={t("delete.verb")}
        onConfirm={remove}
        {...(memberCount > 1 && { typeName: slug })}
      >
        <p>{t("delete.numbers", { members: memberCount })}</p>
        <p>{t("delete.sentence")}</p>
      </DangerDialog>
    </section>
  );
}
