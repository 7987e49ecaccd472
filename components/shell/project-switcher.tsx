"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ShellData, ShellProject } from "@/components/shell/shell-data";
import { Menu, MenuGroup, MenuLine, MenuLink } from "@/components/ui/menu";

/** Which project one is in; the others one may open. */
export function ProjectSwitcher({ data }: { readonly data: ShellData }) {
  const t = useTranslations("shell");
  const personal = data.projects.filter(({ kind }) => kind === "personal");
  const shared = data.projects.filter(({ kind }) => kind === "shared");
  return (
    <Menu
      align="start"
      className="w-(--anchor-width) min-w-53"
      trigger={
        <button
          type="button"
          aria-label={t("switchProject", { name: data.project?.name ?? "" })}
          className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left font-medium text-13 transition-colors hover:bg-hover data-popup-open:bg-hover"
        >
          {data.project ? <ProjectTile project={data.project} /> : null}
          <span className="min-w-0 flex-1 truncate">{data.project?.name ?? t("noProject")}</span>
          <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
        </button>
      }
    >
      {personal.length > 0 ? (
        <MenuGroup label={t("personalProject")}>
          <ProjectLinks projects={personal} current={data.project?.id} />
        </MenuGroup>
      ) : null}
      {shared.length > 0 ? (
        <MenuGroup label={t("sharedProjects")}>
          <ProjectLinks projects={shared} current={data.project?.id} />
        </MenuGroup>
      ) : null}
      <MenuLine />
      <MenuLink href="/projects/new" icon={<Plus aria-hidden="true" strokeWidth={1.75} />}>
        {t("newProject")}
      </MenuLink>
    </Menu>
  );
}

function ProjectLinks({ projects, current }: { readonly projects: readonly ShellProject[]; readonly current: string | undefined }) {
  return projects.map((project) => (
    <MenuLink
      key={project.id}
      href={`/${project.slug}`}
      icon={<ProjectTile project={project} />}
      right={project.id === current ? "✓" : undefined}
    >
      {project.name}
    </MenuLink>
  ));
}

function ProjectTile({ project }: { readonly project: ShellProject }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-4.5 shrink-0 place-items-center rounded-tag bg-accent-solid font-semibold text-11 text-surface leading-none"
    >
      {[...project.name][0]?.toUpperCase()}
    </span>
  );
}
