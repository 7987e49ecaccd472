import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { AddMemberDialog } from "@/app/(console)/[project]/settings/members/add-member-dialog";
import { MemberTable } from "@/app/(console)/[project]/settings/members/member-table";
import { found } from "@/lib/http/found";
import { listMembers } from "@/lib/projects/list-members";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("members") };
}

export default async function MembersPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const { actor, project } = await loadProject((await params).project);
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
