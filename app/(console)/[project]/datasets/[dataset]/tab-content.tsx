import type { UserActor } from "@/lib/auth/actor";
import { rolePermissions } from "@/lib/auth/permissions";
import type { DatasetView } from "@/lib/datasets/dataset";
import type { VersionView } from "@/lib/datasets/version";
import type { ProjectView } from "@/lib/projects/project";
import { AboutTab } from "./about-tab";
import { ChangesTab } from "./changes-tab";
import { FilesTab } from "./files-tab";
import { LineageTab } from "./lineage-tab";
import type { DatasetPlace } from "./place";

interface TabContentProps {
  readonly actor: UserActor;
  readonly project: ProjectView;
  readonly dataset: DatasetView;
  readonly version: VersionView;
  readonly versions: readonly VersionView[];
  readonly place: DatasetPlace;
}

export function TabContent({ actor, project, dataset, version, versions, place }: TabContentProps) {
  const mayWrite = rolePermissions[project.role].has("dataset:write");
  switch (place.tab) {
    case "files":
      return <FilesTab actor={actor} version={version} place={place} mayWrite={mayWrite && version.number === null} />;
    case "changes":
      return <ChangesTab actor={actor} version={version} before={versionBefore(version, versions)} place={place} />;
    case "lineage":
      return <LineageTab actor={actor} dataset={dataset} version={version} project={project.slug} />;
    case "about":
      return <AboutTab dataset={dataset} version={version} mayWrite={mayWrite} />;
  }
}

/** What a version is compared with: the one below it; a draft, what it started from. */
function versionBefore(version: VersionView, versions: readonly VersionView[]): VersionView | null {
  const number = version.number === null ? version.baseNumber : version.number - 1;
  return versions.find((one) => one.number === number) ?? null;
}
