import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { DeletePanel } from "@/app/(console)/[project]/settings/delete-panel";
import { GeneralForm } from "@/app/(console)/[project]/settings/general-form";
import { found } from "@/lib/http/found";
import { listMembers } from "@/lib/projects/list-members";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings"))("title") };
}

export default async function GeneralPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const { actor, project } = await loadProject((await params).project);
  const members = await found(listMembers(actor, project.id));
  return (
    <div className="grid max-w-140 gap-8">
      <GeneralForm key={project.version} project={project} />
      {project.role === "owner" ? <DeletePanel project={project} memberCount={members.length} /> : null}
    </div>
  );
}
