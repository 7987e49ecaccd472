"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { addMemberAction, removeMemberAction } from "@/app/(console)/[project]/settings/actions";
import { whileSignedIn } from "@/components/account/while-signed-in";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { toast } from "@/components/ui/toast";
import type { MemberView } from "@/lib/projects/member";
import type { ProjectView } from "@/lib/projects/project";

interface RemoveMemberProps {
  readonly project: ProjectView;
  readonly member: MemberView;
  /** One takes oneself out. */
  readonly isLeaving: boolean;
}

export function RemoveMember({ project, member, isLeaving }: RemoveMemberProps) {
  const t = useTranslations("projects.members");
  const router = useRouter();
  const words = { name: member.displayName, project: project.name };

  async function undo() {
    const result = await whileSignedIn(() => addMemberAction({ projectId: project.id, name: member.name, role: member.role }));
    if (result.ok) toast.success(t("added", words));
    else toast.error(result.message, result.requestId);
  }

  async function remove() {
    const result = await whileSignedIn(() => removeMemberAction({ projectId: project.id, userId: member.userId }));
    if (!result.ok) return result.message;
    if (isLeaving) router.push("/");
    toast.success(t("removed", words), isLeaving ? {} : { undo: () => void undo() });
    return undefined;
  }

  return (
    <DangerDialog
      trigger={
        <Button size="low" look="bare">
          {isLeaving ? t("leave") : t("remove")}
        </Button>
      }
      title={isLeaving ? t("leaveTitle", words) : t("removeTitle", words)}
      verb={isLeaving ? t("leave") : t("remove")}
      onConfirm={remove}
    >
      <p>{isLeaving ? t("leaveSentence") : t("removeSentence", words)}</p>
    </DangerDialog>
  );
}
