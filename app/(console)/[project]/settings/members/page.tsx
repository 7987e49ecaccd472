import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AddMemberDialog } from "@/app/(console)/[project]/settings/members/add-member-dialog";
import { MemberTable } from "@/app/(console)/[project]/settings/members/member-table";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getProjectBySlug } from "@/lib/projects/get-project";
import { listMembers } from "@/lib/projects/list-members";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("members") };
}

export default async function MembersPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const actor = await requireActor();
  const project = await found(getProjectBySlug(actor, (await params).project));
  const members = await found(listMembers(actor, project.id));
  const t = await getTranslations("projects");
  const mayManage = project.role === "owner" && project.kind === "shared";
  return (
    <div className="grid gap-3">
      {mayManage ? (
        <div className="flex justify-end">
          <AddMemberDialog projectId={project.id} />
        </div>
      ) : null}
      {project.kind === "personal" ? <p className="text-13 text-muted">{t("members.personal")}</p> : null}
      <MemberTable project={project} members={members} ownId={actor.userId} mayManage={mayManage} />
    </div>
  );
}
