import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Empty } from "@/components/ui/empty";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { listProjects } from "@/lib/projects/list-projects";
import { listSharedVolumes } from "@/lib/volumes/list-shared-volumes";
import { mountsVolumes } from "@/lib/volumes/mounts-volumes";
import { VolumeList } from "./volume-list";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("volumes"))("title") };
}

/** What jobs may mount beside datasets, and whose. */
export default async function VolumesPage() {
  const actor = await requireActor();
  const [volumes, projects, t] = await Promise.all([found(listSharedVolumes(actor)), listProjects(actor), getTranslations("volumes")]);
  return (
    <Page title={t("title")} sentence={t("sentence")}>
      {mountsVolumes() ? (
        <VolumeList volumes={volumes} projects={projects.map(({ id, slug, name }) => ({ id, slug, name }))} />
      ) : (
        <Empty kind="not-set-up" title={t("onlyCluster")}>
          {t("refused.onMachine")}
        </Empty>
      )}
    </Page>
  );
}
