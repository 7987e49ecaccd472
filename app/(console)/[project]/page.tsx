import { Plus, Upload } from "lucide-react";
import { getLocale, getTimeZone, getTranslations } from "next-intl/server";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { CapacityCards } from "@/components/cluster/capacity-cards";
import { LivePage } from "@/components/live/live-page";
import { ButtonLink } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { getProfile } from "@/lib/accounts/update-profile";
import { getCapacity } from "@/lib/cluster/get-capacity";
import { formatDay } from "@/lib/format/time";
import { getFirstDay } from "@/lib/home/first-day";
import { getHome } from "@/lib/home/get-home";
import { getMachine } from "@/lib/machine/get-machine";
import { FirstDay } from "./first-day";
import { MachinePanel } from "./machine-panel";
import { WorkGroups } from "./work-groups";

/** Home: what runs, waits and needs someone; what there is to run on; the first day's four steps. */
export default async function HomePage({ params }: { params: Promise<{ project: string }> }) {
  const { actor, project, may } = await loadProject((await params).project);
  const [home, steps, capacity, profile, t, locale, timeZone] = await Promise.all([
    getHome(actor, project.id),
    getFirstDay(actor, project.id),
    getCapacity(actor),
    getProfile(actor),
    getTranslations("home"),
    getLocale(),
    getTimeZone(),
  ]);
  const mayWrite = may.has("job:write");
  const counts = { running: home.running.total, waiting: home.waiting.total, needing: home.needsYou.total };
  const isQuiet = counts.running + counts.waiting + counts.needing === 0;
  return (
    <Page
      title={isQuiet ? t("quiet") : t("summary", counts)}
      sentence={formatDay(new Date(), locale, timeZone)}
      actions={
        mayWrite ? (
          <>
            <ButtonLink href={`/${project.slug}/datasets/new`}>
              <Upload aria-hidden="true" strokeWidth={1.75} />
              {t("upload")}
            </ButtonLink>
            <ButtonLink look="primary" href={`/${project.slug}/jobs/new`}>
              <Plus aria-hidden="true" strokeWidth={1.75} />
              {t("newJob")}
            </ButtonLink>
          </>
        ) : null
      }
    >
      <LivePage projectId={project.id} types={["job", "endpoint", "dataset", "dataset_version", "model", "model_version"]} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_344px]">
        <WorkGroups home={home} project={project.slug} mayWrite={mayWrite} />
        <div className="grid content-start gap-4 max-lg:-order-1">
          <FirstDay
            projectId={project.id}
            project={project.slug}
            steps={steps}
            mayWrite={mayWrite}
            isHidden={profile.preferences.checklistDismissed === true}
          />
          {capacity ? (
            <CapacityCards capacity={capacity} />
          ) : (
            <MachinePanel machine={await getMachine(actor)} isAdministrator={actor.isAdministrator} />
          )}
        </div>
      </div>
    </Page>
  );
}
