import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { EgressForm } from "@/app/(console)/[project]/settings/limits/egress-form";
import { QuotaDialog } from "@/app/(console)/[project]/settings/limits/quota-dialog";
import { Usage } from "@/app/(console)/[project]/settings/limits/usage";
import { found } from "@/lib/http/found";
import { getLimits } from "@/lib/projects/get-limits";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.settings.tabs"))("limits") };
}

export default async function LimitsPage({ params }: { readonly params: Promise<{ project: string }> }) {
  const { actor, project } = await loadProject((await params).project);
  const limits = await found(getLimits(actor, project.id));
  const t = await getTranslations("projects.limits");
  return (
    <div className="grid max-w-180 gap-8">
      <section className="grid gap-4">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="grid gap-1">
            <h2>{t("quotaTitle")}</h2>
            <p className="text-13 text-muted">{t("quotaSentence")}</p>
          </div>
          {actor.isAdministrator ? <QuotaDialog key={limits.version} project={project} limits={limits} /> : null}
        </div>
        <Usage project={project.slug} limits={limits} />
      </section>
      <EgressForm key={limits.version} project={project} limits={limits} />
    </div>
  );
}
